namespace SaaSGate.ControlPlane.Federation;

/// <summary>Why a security event token does not count (RFC 8935, section 2.3).</summary>
/// <param name="Err">A registered code.</param>
/// <param name="Description">What is wrong, in words.</param>
internal sealed record EventError(string Err, string Description)
{
    public static EventError Of(string why) => why switch
    {
        "issuer" => new("invalid_issuer", "Events of this issuer are not believed here."),
        "audience" => new("invalid_audience", "This event is meant for somebody else."),
        "key" => new("invalid_key", "The issuer has no such key."),
        "signature" or "algorithm" => new("authentication_failed", "The signature does not hold."),
        "authorization" => new("authentication_failed", "The Authorization header is not the one that was agreed on."),
        "provider" or "stream" => new("access_denied", "No events are taken here."),
        _ => new("invalid_request", $"This is no security event token that counts: {why}."),
    };
}
