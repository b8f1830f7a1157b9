using System.Collections.Frozen;

namespace SaaSGate.Inspection.Exfiltration.Attacks;

/// <summary>
/// What single words mean in an attack, whatever their language. Pairs of such meanings that stand near each other say more
/// than any spelling: "disregard" + "guidelines", "print" + "prompt".
/// </summary>
internal static class AttackWords
{
    private static readonly FrozenDictionary<string, Meaning> All = Read().ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Meaning>.AlternateLookup<ReadOnlySpan<char>> BySpan = All.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Marks of scripts that put no spaces between words, with what they mean.</summary>
    public static IReadOnlyList<(string Text, Meaning Meaning)> Unspaced { get; } =
    [
        ("무시", Meaning.Override), ("지시", Meaning.Rules), ("비밀번호", Meaning.Secret), ("이전", Meaning.Prior), ("사용자", Meaning.User), ("알려", Meaning.Reveal), ("암호", Meaning.Secret),
        ("無視", Meaning.Override), ("忽略", Meaning.Override), ("忘記", Meaning.Override), ("忘记", Meaning.Override), ("忘れ", Meaning.Override), ("指示", Meaning.Rules), ("指令", Meaning.Rules),
        ("规则", Meaning.Rules), ("規則", Meaning.Rules), ("提示词", Meaning.Rules), ("プロンプト", Meaning.Rules), ("パスワード", Meaning.Secret), ("密码", Meaning.Secret), ("密碼", Meaning.Secret),
        ("以前", Meaning.Prior), ("之前", Meaning.Prior), ("上面", Meaning.Prior), ("以上", Meaning.Prior), ("告诉", Meaning.Reveal), ("教えて", Meaning.Reveal), ("显示", Meaning.Reveal), ("表示", Meaning.Reveal),
        ("ユーザー", Meaning.User), ("用户", Meaning.User), ("扮演", Meaning.Role), ("假装", Meaning.Role),
    ];

    /// <summary>What a word in small letters means.</summary>
    public static Meaning Of(ReadOnlySpan<char> word) => BySpan.TryGetValue(word, out var meaning) ? meaning : Meaning.None;

    private static Dictionary<string, Meaning> Read()
    {
        var all = new Dictionary<string, Meaning>(StringComparer.Ordinal);
        foreach (var (meaning, words) in Lists())
            foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                all.TryAdd(word, meaning);
        return all;
    }

    private static (Meaning Meaning, string Words)[] Lists() =>
    [
        (Meaning.Override, "ignore ignoring disregard disregarding forget forgetting forgot forgotten bypass bypassing override overriding overrule skip neglect overlook circumvent discard dismiss abandon "
            + "violate break unlearn regardless despite instead cancel erase stop suspend supersede "
            + "ignorez ignorer oubliez oublie oublier ignoriere ignorieren vergiss vergessen missachte ignora ignorar ignores olvida olvidar olvide dimentica ignorare esqueça esquecer desconsidere "
            + "игнорировать игнорируй игнорируйте забудь забудьте تجاهل انس अनदेखा भूल negeer vergeet zignoruj ignoruj zapomnij görmezden"),
        (Meaning.Rules, "instruction instructions rule rules guideline guidelines directive directives order orders command commands policy policies restriction restrictions constraint constraints filter "
            + "filters limitation limitations prompt prompts programming safeguards ethics ethical moral morals configuration initialization guardrails training alignment censorship "
            + "consignes instructions règles anweisungen anweisung regeln vorgaben instrucciones reglas indicaciones istruzioni regole instruções regras инструкции инструкций правила указания التعليمات "
            + "تعليمات निर्देश instructies polecenia instrukcje talimat"),
        (Meaning.Prior, "previous previously prior preceding above earlier before initial initially original originally beginning start started foregoing past aforementioned former "
            + "précédentes précédent antérieures vorherigen vorherige bisherigen obigen anteriores anterior previas precedenti предыдущие предыдущих прежние السابقة السابق पिछले पिछला vorige poprzednie önceki"),
        (Meaning.Reveal, "reveal repeat print show display output tell give share dump leak expose disclose confirm recite echo list write say state return provide spell divulge summarize describe translate "
            + "console log respond répète montre révèle affiche donne zeig zeige nenne verrate gib wiederhole muestra repite revela dime dame mostra rivela dimmi mostre diga revele repita "
            + "покажи скажи раскрой повтори اكشف أخبرني बताओ toon vertel pokaż podaj göster"),
        (Meaning.Secret, "password passwords passphrase passcode passwd secret secrets confidential credential credentials token tokens key keys pin ssn hidden classified sensitive private login "
            + "passwort kennwort geheimnis contraseña contraseñas secreto clave parola senha segredo motdepasse passe пароль пароля секрет كلمة السر पासवर्ड wachtwoord hasło parola şifre"),
        (Meaning.Personal, "address email phone telephone birthday birth balance bank account initials surname lives live residence salary age maiden birthdate dob social security number "
            + "adresse courriel saldo cuenta conta wohnt wohne geburtstag vive mora живет адрес баланс रहता बैलेंस राशि"),
        (Meaning.Role, "pretend act acting roleplay persona character role simulate simulating imagine hypothetical hypothetically suppose fictional fiction universe parallel dystopian virtual immerse "
            + "embody assume narrator story scenario world game jailbreak jailbroken dan unrestricted uncensored unfiltered unethical amoral rogue evil freed anything stan dude aim rolle rôle joue actúa finge fingi "
            + "представь притворись"),
        (Meaning.Mode, "mode developer maintenance debug debugging admin administrator root sudo god system activated enabled enable activate override diagnostic reset troubleshooting unlocked initiated initiating entering"),
        (Meaning.Authority, "creator boss president police officer expert scientist doctor professor ceo manager engineer auditor audit authorized authorised openai anthropic google microsoft investigation "
            + "emergency urgent security researcher owner accountant agreed mentioned meeting logically recommend crucial colleague support"),
        (Meaning.Assistant, "assistant ai chatgpt gpt gpt4 claude llm model chatbot bot bard gemini llama language you're youre yourself agent copilot"),
        (Meaning.Your, "your tu votre vos dein deine deinen ihre ihren tus sus tuo tue seu suas твои ваши आपके jouw uw twoje"),
        (Meaning.You, "you tú vous sie usted você ты вы أنت आप jij u ty"),
        (Meaning.User, "user users user's users' customer customer's client client's utilisateur benutzer benutzers usuario utente usuário пользователь пользователя المستخدم उपयोगकर्ता"),
        (Meaning.Answer, "response responses answer answers reply replies output message sentence solution implementation code algorithm codebase completion summary elucidation"),
        (Meaning.Insert, "include add integrate incorporate insert embed append augment modify enhance blend merge fuse infuse interweave weave meld replace substitute convert render use introduce combine "
            + "ensure consider utilize employ leverage remember remind execute begin start end finish inject assimilate embody execute run"),
        (Meaning.Encoding, "base64 rot13 rot morse hex hexadecimal leetspeak leet pig latin reverse reversed backwards encode encoded encoding decode decoded decrypt cipher caesar binary bytes ascii unicode "
            + "emoji pseudocode interlace scramble anagram anagrams letters letter vowels spaces concatenate concat split translate characters"),
        (Meaning.Send, "send sending post upload forward transfer exfiltrate transmit submit deliver mail envoie sende schicke envía invia envie отправь أرسل stuur wyślij "
            + "requests.post smtp smtplib webhook curl wget fetch socket ftp publish invite visit click download install"),
        (Meaning.Now, "now henceforth forth onwards moving jetzt ahora maintenant adesso agora теперь الآن"),
        (Meaning.Before, "from begin starting following below continue complete next"),
        (Meaning.Refusal, "cannot can't refuse refusal apologize sorry unable warn warning warnings disclaimer disclaimers illegal harmful dangerous inappropriate comply obey must never always"),
        (Meaning.Trick, "anyway btw oh speaking way actually lottery informing tickets survey studying study universe"),
    ];
}
