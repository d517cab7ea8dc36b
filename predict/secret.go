package predict

import "strings"

// secretWords are parts of words that prompts for secrets hold, in lower case.
// A prompt with one of them is never trusted beforehand: what is typed there
// appears only after the server has shown some of it.
var secretWords = []string{
	"passw", "passphrase", "passcode", "passkey", "secret", "verification", "authenticat",
	"kennwort", "passwort", "mot de passe", "phrase secr", "contrase", "senha", "parola",
	"wachtwoord", "lösenord", "losenord", "adgangskode", "passord", "salasana", "hasło", "haslo", "heslo", "jelsz",
	"şifre", "sifre", "пароль", "κωδικ", "סיסמ", "كلمة", "mật khẩu",
	"密码", "密碼", "口令", "暗証", "暗号", "パスワード", "パスフレーズ", "비밀번호", "암호", "รหัสผ่าน",
}

// asksSecret reports whether a prompt may ask for something not to be seen.
func asksSecret(prompt string) bool {
	prompt = strings.ToLower(prompt)
	for _, w := range secretWords {
		if strings.Contains(prompt, w) {
			return true
		}
	}
	return false
}
