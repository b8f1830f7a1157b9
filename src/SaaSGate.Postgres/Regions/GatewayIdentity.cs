namespace SaaSGate.Postgres.Regions;

/// <summary>A gateway that has joined and is not revoked.</summary>
/// <param name="Id"><c>gtw_…</c>.</param>
/// <param name="RegionId"><c>reg_…</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="SealingKey">SubjectPublicKeyInfo that its secrets are sealed to.</param>
public sealed record GatewayIdentity(string Id, string RegionId, string Name, byte[] SealingKey);
