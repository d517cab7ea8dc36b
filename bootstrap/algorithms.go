package bootstrap

import (
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"gomosh/bootstrap/sshconfig"
)

// hostKeyOrder is OpenSSH's order of preference, without what x/crypto lacks.
// That library's own order puts ECDSA before Ed25519.
var hostKeyOrder = []string{
	ssh.CertAlgoED25519v01, ssh.CertAlgoECDSA256v01, ssh.CertAlgoECDSA384v01, ssh.CertAlgoECDSA521v01,
	ssh.CertAlgoRSASHA512v01, ssh.CertAlgoRSASHA256v01,
	ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
	ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256,
}

// authorityOrder is the default of CASignatureAlgorithms.
var authorityOrder = []string{
	ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
	ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256,
}

// userKeyOrder is the default of PubkeyAcceptedAlgorithms; hardware-backed keys
// work through an agent.
var userKeyOrder = append(slices.Clone(hostKeyOrder),
	ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256, ssh.CertAlgoSKED25519v01, ssh.CertAlgoSKECDSA256v01)

// chooseAlgorithms applies the value of an algorithm keyword to a default list:
// a list replaces it, "+list" appends, "-list" removes (patterns), "^list" puts
// in front. Names that are not possible are dropped.
func chooseAlgorithms(spec string, defaults, possible []string) []string {
	if spec == "" {
		return slices.Clone(defaults)
	}
	names := strings.Split(strings.TrimLeft(spec, "+-^"), ",")
	expand := func() (out []string) {
		for _, pattern := range names {
			for _, name := range possible {
				if sshconfig.MatchPattern(name, pattern) && !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
		}
		return out
	}
	keep := func(base []string, drop []string) []string {
		return slices.DeleteFunc(slices.Clone(base), func(name string) bool { return slices.Contains(drop, name) })
	}
	switch chosen := expand(); spec[0] {
	case '+':
		return append(slices.Clone(defaults), keep(chosen, defaults)...)
	case '-':
		return keep(defaults, chosen)
	case '^':
		return append(chosen, keep(defaults, chosen)...)
	default:
		return chosen
	}
}

// plainType is the key type that a host key algorithm signs with, and whether it
// is about certificates.
func plainType(algorithm string) (kind string, certificate bool) {
	kind, certificate = strings.CutSuffix(algorithm, "-cert-v01@openssh.com")
	if strings.HasPrefix(kind, "rsa-sha2-") {
		kind = ssh.KeyAlgoRSA
	}
	return kind, certificate
}

// knownFirst puts the algorithms of keys that are known for a host in front, so
// that the server shows the key that can be checked.
func knownFirst(algorithms, types []string, authority bool) []string {
	known := func(algorithm string) bool {
		kind, certificate := plainType(algorithm)
		return certificate && authority || !certificate && slices.Contains(types, kind)
	}
	out := slices.DeleteFunc(slices.Clone(algorithms), func(a string) bool { return !known(a) })
	return append(out, slices.DeleteFunc(slices.Clone(algorithms), known)...)
}

// algorithms fills in everything that is negotiated. The error names the keyword
// whose value leaves nothing.
func setAlgorithms(cc *ssh.ClientConfig, c *sshconfig.Config) error {
	good, weak := ssh.SupportedAlgorithms(), ssh.InsecureAlgorithms()
	for _, set := range []struct {
		keyword    string
		to         *[]string
		good, weak []string
	}{
		{"KexAlgorithms", &cc.KeyExchanges, good.KeyExchanges, weak.KeyExchanges},
		{"Ciphers", &cc.Ciphers, good.Ciphers, weak.Ciphers},
		{"MACs", &cc.MACs, good.MACs, weak.MACs},
		{"HostKeyAlgorithms", &cc.HostKeyAlgorithms, hostKeyOrder, weak.HostKeys},
	} {
		possible := append(slices.Clone(set.good), set.weak...)
		*set.to = chooseAlgorithms(c.Get(set.keyword), set.good, possible)
		if len(*set.to) == 0 {
			return unsupported(set.keyword + " " + c.Get(set.keyword))
		}
	}
	return nil
}
