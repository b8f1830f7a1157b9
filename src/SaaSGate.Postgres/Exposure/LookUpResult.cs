namespace SaaSGate.Postgres.Exposure;

/// <summary>What a look-up found.</summary>
/// <param name="Sessions">Sessions that saw the value, the last one first; at most <see cref="ExposureStore.MostSessions"/>.</param>
/// <param name="TotalSessions">How many there are.</param>
/// <param name="RetryAfter">Set where the person has looked up too much: when there is room again.</param>
public sealed record LookUpResult(IReadOnlyList<ExposedSession> Sessions, int TotalSessions, TimeSpan? RetryAfter);
