using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Regions;

/// <summary>A gateway that joins.</summary>
/// <param name="Id">Its new id.</param>
/// <param name="RegionId">The region that its join token names.</param>
/// <param name="Name">For people.</param>
/// <param name="CertificateThumbprint">SHA-256 of its certificate (DER).</param>
/// <param name="SealingKey">SubjectPublicKeyInfo that its secrets are sealed to.</param>
public sealed record NewGateway(Id<Gateway> Id, string RegionId, string Name, byte[] CertificateThumbprint, byte[] SealingKey);
