using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SaaSGate.Gateway.Link;

/// <summary>Who this gateway is: its ids, the certificate it dials with, the CA it trusts, and the key that secrets are sealed to.</summary>
internal sealed record GatewayIdentity(
    string GatewayId, string RegionId, Uri ControlPlane, X509Certificate2 Certificate, X509Certificate2 Authority, ECDiffieHellman SealingKey);
