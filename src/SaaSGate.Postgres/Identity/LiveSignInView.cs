namespace SaaSGate.Postgres.Identity;

/// <summary>A sign-in of a person that holds.</summary>
/// <param name="Id">Its id: 32 hexadecimal digits.</param>
/// <param name="Device">The device, in words.</param>
/// <param name="Address">The network address that it began at.</param>
/// <param name="StartedAt">When.</param>
/// <param name="SeenAt">When it was last used, to a few minutes.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="ProviderId">The identity provider that vouched; null for a local account.</param>
public sealed record LiveSignInView(string Id, string Device, string Address, DateTimeOffset StartedAt, DateTimeOffset SeenAt, DateTimeOffset ExpiresAt, string? ProviderId);
