namespace SaaSGate.Postgres.Offboarding;

/// <summary>What a person's skills had seen in the month before they left: how much, of what sort, and where it may have gone. No values.</summary>
/// <param name="Sessions">Sessions in which anything was found.</param>
/// <param name="Types">By type.</param>
/// <param name="Destinations">Hosts that tools were sent to, at most 100.</param>
public sealed record OffboardingExposure(int Sessions, IReadOnlyList<ExposedType> Types, IReadOnlyList<string> Destinations);
