namespace SaaSGate.ControlPlane.Notifications;

/// <summary>What the other side said to a message.</summary>
/// <param name="Outcome">sent, retry, refused, void, or gone: then the receiver is forgotten.</param>
/// <param name="Status">HTTP's or SMTP's; null where none came.</param>
/// <param name="Answer">What came back, in words that may be shown.</param>
/// <param name="After">Of a retry, how long the other side asks to wait.</param>
/// <param name="Handle">JSON by which it knows the message; null where it gave none.</param>
internal sealed record SendResult(string Outcome, int? Status, string Answer, TimeSpan? After = null, string? Handle = null)
{
    public static SendResult Void(string why) => new("void", null, why);
}
