namespace SaaSGate.Postgres.Policies;

/// <summary>What a running backtest is to do.</summary>
/// <param name="PolicyId">The policy that is tried.</param>
/// <param name="Version">The version that is tried.</param>
/// <param name="Since">Exchanges that began from here are judged.</param>
/// <param name="Until">To here, exclusive.</param>
/// <param name="AfterSession">Sessions up to this one are done.</param>
/// <param name="Differences">How many differences are listed already.</param>
public sealed record BacktestPlan(string PolicyId, long Version, DateTimeOffset Since, DateTimeOffset Until, string AfterSession, int Differences);
