namespace SaaSGate.ControlPlane.Organisations;

/// <summary>
/// What stands behind the # of an invitation's link: the token; and in the mail, behind a point, what nobody but the mailbox gets. Whoever comes with both has shown
/// that the address is theirs.
/// </summary>
internal static class InvitationToken
{
    private const char Point = '.';

    public static string Mailed(string token, string inMail) => $"{token}{Point}{inMail}";

    public static (string Token, string? InMail) Split(string text) => text.Split(Point, 2) is [var token, var inMail] ? (token, inMail) : (text, null);
}
