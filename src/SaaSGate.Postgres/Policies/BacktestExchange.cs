namespace SaaSGate.Postgres.Policies;

/// <summary>A recorded exchange, with what its request is made of.</summary>
/// <param name="Id">Its id, <c>exc_…</c>.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="SkillId">Its skill.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Path">Path at Claude.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="Rule">The rule that decided; null where none matched.</param>
/// <param name="PolicyId">The policy of that rule.</param>
/// <param name="RequestSkeleton">The body with a marker for each block, zstd; null where it is gone.</param>
/// <param name="RequestBlocks">The blocks, as runs of numbers: first number, how many, first number, ….</param>
/// <param name="ResponseBody">The answer, zstd; null where it is not asked for, gone, or still open.</param>
/// <param name="CallKind">What was decided about tool calls of the answer; null where that is not asked for, or nothing was.</param>
/// <param name="CallRule">The rule that decided that.</param>
public sealed record BacktestExchange(
    string Id, string SessionId, string SkillId, DateTimeOffset StartedAt, string Path, string Decision, string? Rule, string? PolicyId, byte[]? RequestSkeleton, int[] RequestBlocks,
    byte[]? ResponseBody, string? CallKind, string? CallRule);
