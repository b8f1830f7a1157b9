namespace SaaSGate.Postgres.Policies;

/// <summary>What a step of a backtest found.</summary>
/// <param name="LastSession">Sessions up to this one are done.</param>
/// <param name="Judged">Exchanges that were judged.</param>
/// <param name="Stricter">Would be decided more severely.</param>
/// <param name="Milder">Would be decided less severely.</param>
/// <param name="Otherwise">Would be decided alike, by another rule.</param>
/// <param name="Unread">Too little is left of them to judge.</param>
/// <param name="Differences">Those that would be decided otherwise; as many as the list still takes.</param>
public sealed record BacktestStep(string LastSession, long Judged, long Stricter, long Milder, long Otherwise, long Unread, IReadOnlyList<BacktestStep.Difference> Differences)
{
    /// <summary>An exchange that would be decided otherwise.</summary>
    public sealed record Difference(BacktestExchange Exchange, string Was, string? WasRule, string Would, string? WouldRule, string Because);
}
