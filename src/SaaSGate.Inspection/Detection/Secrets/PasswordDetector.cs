namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>Passwords that are assigned to a name that says so.</summary>
internal sealed class PasswordDetector() : AssignedDetector("password", FindingTypes.Password, 47, ["pass", "pasw", "pssw", "psw", "pwd", "pw:", "pw=", "pw\"", "pw'", "pw ", "pw)"])
{
    /// <summary>How the word may go on, as it is spelled and misspelled.</summary>
    private static readonly string[] Spellings =
        ["password", "passwort", "passphrase", "passcode", "passwd", "passwrd", "passwor", "passw", "paswword", "pasword", "paswd", "paswrd", "psswd", "psswrd", "pssword", "psword", "pswrd", "pswd", "psw", "pwd", "pass", "pw"];

    /// <summary>Words that end in pass and are none.</summary>
    private static readonly string[] Others = ["com", "by", "sur", "tres", "over", "under", "boarding-"];

    protected override int WordEnd(ref TextView text, int start)
    {
        foreach (var spelling in Spellings)
        {
            var at = 0;
            while (at < spelling.Length && (text.Peek(start + at) | 0x20) == spelling[at])
                at++;
            if (text.Starved)
                return -1;
            if (at == spelling.Length)
                return start + at;
        }
        return -1;
    }

    protected override bool IsName(ReadOnlySpan<char> before, ReadOnlySpan<char> behind)
    {
        if (behind.Length == 0)
            foreach (var other in Others)
                if (before.Equals(other, StringComparison.OrdinalIgnoreCase))
                    return false;
        return true;
    }

    protected override double Judge(TextView text, int nameStart, Assignment assignment) =>
        Secrecy.OfPassword(text.Chars[assignment.Start..assignment.End], assignment.Quoted, assignment.Prose);
}
