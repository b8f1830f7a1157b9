namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>What became of one call of the load.</summary>
/// <param name="Number">Its place in the order of starting, from 1.</param>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Exchange">The exchange that the answer named.</param>
/// <param name="Answer">What came of the body.</param>
/// <param name="Whole">Whether the body came to its end.</param>
internal sealed record Call(int Number, int Status, string? Exchange, string Answer, bool Whole)
{
    /// <summary>Answered by Claude, to the end.</summary>
    public bool IsServed => Status == 200 && Whole && !Answer.Contains("event: error", StringComparison.Ordinal);

    /// <summary>Refused, or cut in its stream, because the lease had run out.</summary>
    public bool IsOutOfLease => Answer.Contains("\"code\":\"lease_expired\"", StringComparison.Ordinal);
}
