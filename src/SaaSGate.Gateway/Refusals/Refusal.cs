using SaaSGate.Contracts.Problems;

namespace SaaSGate.Gateway.Refusals;

/// <summary>A problem with what this request adds to it. Never holds text of the request.</summary>
internal sealed record Refusal(Problem Problem, string? Rule = null, string? ApprovalId = null, string? Detail = null, TimeSpan? RetryAfter = null, string? LockId = null)
{
    /// <summary>Longest wait after which a client should send again by itself: the SDKs wait no longer.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Whether a client should send the same again by itself.</summary>
    public bool Retry => Problem.Retry && !(RetryAfter > LongestWait);

    /// <summary>Whole seconds after which sending again may help, for <c>retry-after</c>; null where it does not help.</summary>
    public long? RetryAfterSeconds => RetryAfter is { } wait ? Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)) : Problem.Retry ? 1 : null;

    /// <summary>What the skill's author reads.</summary>
    public string Message => LockId is null ? Text : $"{Text} Lock: {LockId}.";

    private string Text => (Rule, Detail) switch
    {
        (null, null) => Problem.Title,
        ({ } rule, null) => $"{Problem.Title} Rule: {rule}.",
        (null, { } detail) => $"{Problem.Title} {detail}",
        ({ } rule, { } detail) => $"{Problem.Title} Rule: {rule}. {detail}",
    };

    public static implicit operator Refusal(Problem problem) => new(problem);
}
