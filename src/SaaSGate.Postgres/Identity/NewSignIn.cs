using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Identity;

/// <summary>A sign-in that begins.</summary>
/// <param name="User">Who.</param>
/// <param name="Length">For how long at most.</param>
/// <param name="ProvenAt">When the person showed who they are; not after now.</param>
/// <param name="Device">The device, in words.</param>
/// <param name="Address">Where it is.</param>
/// <param name="By">The identity provider that vouches; null for a local account.</param>
public sealed record NewSignIn(Id<User> User, TimeSpan Length, DateTimeOffset ProvenAt, string Device, string Address, ProviderSignIn? By = null);
