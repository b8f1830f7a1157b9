namespace SaaSGate.ControlPlane.Exports;

/// <summary>What came back from outside.</summary>
/// <param name="Status">HTTP.</param>
/// <param name="Body">Its first 64 KB; of what was fetched, all.</param>
/// <param name="RetryAfter">When to come again, where it says so.</param>
internal sealed record GuardedAnswer(int Status, byte[] Body, TimeSpan? RetryAfter)
{
    /// <summary>Whether it took what it was sent.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;
}
