namespace SaaSGate.Gateway.Calls;

/// <summary>A line of a batch's results. Whoever reads the results again meets the same line, in another exchange.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="CustomId">What its maker calls the request that it answers.</param>
internal sealed record ResultLine(string BatchId, string CustomId)
{
    /// <summary>What a call of it belongs to, whichever exchange reads it. No exchange is called so.</summary>
    /// <param name="connectionId">Over which the batch was made.</param>
    public string Origin(string connectionId) => $"batch {connectionId} {BatchId} {CustomId}";
}
