namespace SaaSGate.Benchmarks.Latency;

/// <summary>A gateway in front of the benchmark's simulator, and the hands of those who review and stop.</summary>
internal interface ILatencyStack : IAsyncDisposable
{
    /// <summary>What stands behind the gateway, for the report.</summary>
    string Name { get; }

    /// <summary>Where skills reach the gateway.</summary>
    Uri Gateway { get; }

    /// <summary>The key of the skill that calls.</summary>
    string SkillKey { get; }

    /// <summary>Completes when the held prompt that has this text in it stands before a reviewer; gives what <see cref="ApproveAsync"/> takes.</summary>
    Task<string> InboxAsync(string text, CancellationToken cancellation);

    /// <summary>Approves; the clock runs from the call.</summary>
    Task ApproveAsync(string approvalId, CancellationToken cancellation);

    /// <summary>Stops the skill; the clock runs from the call.</summary>
    Task StopSkillAsync(CancellationToken cancellation);

    /// <summary>Lifts the stop; it may take effect a little later.</summary>
    Task ResumeSkillAsync(CancellationToken cancellation);
}
