namespace SaaSGate.Postgres.Home;

/// <summary>An organisation in numbers.</summary>
/// <param name="LiveSessions">Sessions with an open exchange.</param>
/// <param name="SessionsToday">Sessions begun since the day began.</param>
/// <param name="ExchangesToday">Exchanges since then.</param>
/// <param name="RefusedToday">Exchanges since then that did not go through.</param>
/// <param name="StoppedSkills">Skills that a lock holds.</param>
public sealed record HomeCounts(int LiveSessions, int SessionsToday, int ExchangesToday, int RefusedToday, int StoppedSkills);
