package sshconfig

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
)

// kind says how the value of a keyword is read and how repeated lines combine.
type kind int

const (
	ignored  kind = iota // known to ssh, without meaning for us: not even checked
	word                 // one word
	flag                 // yes, no, true, false
	number               // a whole number
	port                 // a number or a service name
	span                 // a time
	list                 // all words of the first line
	rest                 // the rest of the line, unparsed
	collect              // one word; lines accumulate, duplicates are dropped
	sendenv              // words; lines accumulate, "-PATTERN" removes
	jump                 // a ProxyJump list
	checking             // StrictHostKeyChecking
	family               // AddressFamily
	host                 // section
	match                // section
	include
)

// keywords lists everything OpenSSH accepts, in lower case.
var keywords = map[string]kind{
	"host": host, "match": match, "include": include,

	"addkeystoagent": list, "addressfamily": family, "batchmode": flag, "bindaddress": word, "bindinterface": word,
	"canonicalizehostname": word, "casignaturealgorithms": word, "certificatefile": collect, "checkhostip": flag,
	"ciphers": word, "connectionattempts": number, "connecttimeout": span, "controlmaster": word, "controlpath": word,
	"controlpersist": word, "fingerprinthash": word, "globalknownhostsfile": list, "gssapiauthentication": flag,
	"hashknownhosts": flag, "hostbasedauthentication": flag, "hostkeyalgorithms": word, "hostkeyalias": word,
	"hostname": word, "identitiesonly": flag, "identityagent": word, "identityfile": collect, "ignoreunknown": word,
	"kbdinteractiveauthentication": flag, "kexalgorithms": word, "knownhostscommand": rest, "localcommand": rest,
	"loglevel": word, "macs": word, "nohostauthenticationforlocalhost": flag, "numberofpasswordprompts": number,
	"passwordauthentication": flag, "permitlocalcommand": flag, "pkcs11provider": word, "port": port,
	"preferredauthentications": word, "proxycommand": rest, "proxyjump": jump, "proxyusefdpass": flag,
	"pubkeyacceptedalgorithms": word, "pubkeyauthentication": word, "remotecommand": rest, "requiredrsasize": number,
	"revokedhostkeys": word, "securitykeyprovider": word, "sendenv": sendenv, "setenv": list,
	"stricthostkeychecking": checking, "user": word, "userknownhostsfile": list, "verifyhostkeydns": word,

	"canonicaldomains": list, "canonicalizefallbacklocal": flag, "canonicalizemaxdots": number,
	"canonicalizepermittedcnames": list, "channeltimeout": ignored, "clearallforwardings": ignored,
	"compression": ignored, "dynamicforward": ignored, "enableescapecommandline": ignored, "enablesshkeysign": ignored,
	"escapechar": ignored, "exitonforwardfailure": ignored, "forkafterauthentication": ignored, "forwardagent": ignored,
	"forwardx11": ignored, "forwardx11timeout": ignored, "forwardx11trusted": ignored, "gatewayports": ignored,
	"gssapiclientidentity": ignored, "gssapidelegatecredentials": ignored, "gssapikexalgorithms": ignored,
	"gssapikeyexchange": ignored, "gssapirenewalforcesrekey": ignored, "gssapiserveridentity": ignored,
	"gssapitrustdns": ignored, "hostbasedacceptedalgorithms": ignored, "ipqos": ignored, "kbdinteractivedevices": ignored,
	"localforward": ignored, "logverbose": ignored, "obscurekeystroketiming": ignored, "permitremoteopen": ignored,
	"refuseconnection": word, "rekeylimit": ignored, "remoteforward": ignored, "requesttty": ignored,
	"serveralivecountmax": ignored, "serveraliveinterval": span, "sessiontype": ignored, "stdinnull": ignored,
	"streamlocalbindmask": ignored, "streamlocalbindunlink": ignored, "syslogfacility": ignored, "tag": word,
	"tcpkeepalive": ignored, "tunnel": ignored, "tunneldevice": ignored, "updatehostkeys": word,
	"usekeychain": ignored, "versionaddendum": ignored, "visualhostkey": ignored, "warnweakcrypto": ignored,
	"xauthlocation": ignored,

	// Options of the past, which ssh passes over.
	"afstokenpassing": ignored, "cipher": ignored, "compressionlevel": ignored, "fallbacktorsh": ignored,
	"globalknownhostsfile2": ignored, "kerberosauthentication": ignored, "kerberostgtpassing": ignored,
	"protocol": ignored, "rhostsauthentication": ignored, "rhostsrsaauthentication": ignored,
	"rsaauthentication": ignored, "useblacklistedkeys": ignored, "useprivilegedport": ignored,
	"userknownhostsfile2": ignored, "useroaming": ignored, "usersh": ignored,
}

// aliases are other names of the same keyword.
var aliases = map[string]string{
	"challengeresponseauthentication": "kbdinteractiveauthentication",
	"dsaauthentication":               "pubkeyauthentication",
	"hostbasedkeytypes":               "hostbasedacceptedalgorithms",
	"identityfile2":                   "identityfile",
	"keepalive":                       "tcpkeepalive",
	"pubkeyacceptedkeytypes":          "pubkeyacceptedalgorithms",
	"skeyauthentication":              "kbdinteractiveauthentication",
	"smartcarddevice":                 "pkcs11provider",
	"tisauthentication":               "kbdinteractiveauthentication",
}

// rivals are keywords of which only the one seen first counts; a ProxyJump
// that says "none" leaves ProxyCommand free.
var rivals = map[string]string{"proxycommand": "proxyjump", "proxyjump": "proxycommand"}

// parse reads the value of a keyword into words and checks its form.
func parse(keyword string, k kind, text string) ([]string, error) {
	switch k {
	case ignored:
		return nil, nil
	case rest:
		if text == "" {
			return nil, fmt.Errorf("no argument after keyword %q", keyword)
		}
		return []string{text}, nil
	case list, sendenv:
		words, err := splitWords(text)
		if err == nil && len(words) == 0 {
			err = fmt.Errorf("no argument after keyword %q", keyword)
		}
		return words, err
	case jump:
		text, _, _ = strings.Cut(text, "#")
		text = strings.TrimRight(text, blanks)
		if text == "" {
			return nil, fmt.Errorf("no argument after keyword %q", keyword)
		}
		if strings.EqualFold(text, "none") {
			return []string{"none"}, nil
		}
		if _, err := ParseJumps(text); err != nil {
			return nil, err
		}
		return []string{text}, nil
	}
	w, err := oneWord(keyword, text)
	if err != nil {
		return nil, err
	}
	return []string{w}, check(k, w)
}

// check tells whether one word is a possible value.
func check(k kind, w string) error {
	oneOf := func(choices ...string) error {
		if !slices.Contains(choices, strings.ToLower(w)) {
			return fmt.Errorf("unsupported option %q", w)
		}
		return nil
	}
	switch k {
	case flag:
		return oneOf("yes", "no", "true", "false")
	case checking:
		return oneOf("yes", "no", "true", "false", "off", "ask", "accept-new")
	case family:
		return oneOf("any", "inet", "inet6")
	case number:
		if _, err := strconv.Atoi(w); err != nil {
			return errors.New("integer value invalid")
		}
	case span:
		if _, err := ParseTime(w); err != nil {
			return err
		}
	case port:
		if _, err := ParsePort(w); err != nil {
			return err
		}
	}
	return nil
}

// parseNumber reads a whole number; fallback is the value of nothing.
func parseNumber(s string, fallback int) (int, error) {
	if s == "" {
		return fallback, nil
	}
	return strconv.Atoi(s)
}

// ParsePort reads a TCP port: a number from 1 to 65535 or the name of a service.
func ParsePort(s string) (int, error) {
	if n, err := strconv.Atoi(s); err == nil {
		if n < 1 || n > 65535 {
			return 0, fmt.Errorf("bad port %q", s)
		}
		return n, nil
	}
	n, err := net.LookupPort("tcp", s)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("bad port %q", s)
	}
	return n, nil
}
