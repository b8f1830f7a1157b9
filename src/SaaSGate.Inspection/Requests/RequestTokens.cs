namespace SaaSGate.Inspection.Requests;

/// <summary>About how many tokens a request has. Only Claude knows; rules for very large requests need no more.</summary>
internal static class RequestTokens
{
    private const int BytesOfToken = 4;

    /// <summary>One for four bytes of the body, images and documents in base64 left out.</summary>
    public static long Estimate(long bytes) => (bytes + BytesOfToken - 1) / BytesOfToken;
}
