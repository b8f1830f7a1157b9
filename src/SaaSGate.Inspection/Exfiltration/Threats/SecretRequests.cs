using System.Buffers;
using SaaSGate.Inspection.Exfiltration.Attacks;

namespace SaaSGate.Inspection.Exfiltration.Threats;

/// <summary>
/// Sentences that ask for a credential or for the instructions of the assistant. Asking how to change a password, or what a
/// good one is, asks for none.
/// </summary>
internal static class SecretRequests
{
    private const int MaxUnits = Segments.Longest;

    private static readonly SearchValues<string> Credentials = Words(
        "password", "passphrase", "passcode", "credential", "api key", "api_key", "access token", "auth token", "secret key", "private key", "access key", "ssh key", "security code", "pin code", "social security number",
        "the secret", "your secret", "secret word", "secret code", "mot de passe", "passwort", "kennwort", "contraseña", "parola d'ordine", "senha", "пароль", "كلمة السر", "パスワード", "비밀번호", "密码", "密碼", "wachtwoord", "hasło");

    private static readonly SearchValues<string> Instructions = Words(
        "system prompt", "systemprompt", "system message", "initial prompt", "your prompt", "your instructions", "your rules", "your guidelines", "previous instructions", "hidden instructions", "instructions you were given",
        "instructions above", "above instructions", "initial instructions", "original instructions", "system configuration");

    private static readonly SearchValues<string> Asks = Words(
        "tell me", "give me", "give us", "show", "reveal", "print", "repeat", "output", "display", "share", "send", "provide", "confirm", "what is the", "what's the", "what is your", "what's your", "what is our", "what's our",
        "what are your", "what were", "disclose", "leak", "dump", "list", "write down", "spell", "translate", "encode", "summarize", "recite", "echo", "hand over", "need the", "need your", "remind me", "post", "forward",
        "quel est", "donne", "was ist", "wie lautet", "nenne", "cuál es", "dime", "dimmi", "qual é", "какой", "скажи", "أخبرني", "何ですか", "教えて", "알려", "告诉");

    private static readonly SearchValues<string> Harmless = Words(
        "how do", "how can", "how to", "how should", "reset", "change", "changing", "forgot", "strong", "generate", "generator", "manager", "function", "explain", "validate", "hash", "create a", "wie ändere", "comment changer", "regular expression",
        "never share", "do not share", "don't share", "not to share");

    /// <summary>0 to 1.</summary>
    public static double Score(ReadOnlySpan<char> sentence)
    {
        Span<char> folded = stackalloc char[MaxUnits];
        ReadOnlySpan<char> text = folded[..PlainText.Fold(sentence[..Math.Min(sentence.Length, MaxUnits)], folded)];
        var (credential, instructions) = (text.ContainsAny(Credentials), text.ContainsAny(Instructions));
        if ((!credential && !instructions) || !text.ContainsAny(Asks))
            return 0;
        var score = instructions ? 0.75 : 0.7;
        return text.ContainsAny(Harmless) ? score - 0.4 : score;
    }

    private static SearchValues<string> Words(params string[] words) => SearchValues.Create(words, StringComparison.Ordinal);
}
