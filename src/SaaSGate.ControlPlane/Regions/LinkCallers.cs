using System.Security.Cryptography;
using Grpc.Core;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Knows who calls over the region link.</summary>
internal sealed class LinkCallers(GatewayStore gateways)
{
    /// <summary>The gateway that the connection's certificate names. The handshake has seen that the certificate is of our CA.</summary>
    /// <exception cref="RpcException">No certificate, one that nobody knows, or a revoked one; or the database cannot tell.</exception>
    public async Task<GatewayIdentity> IdentifyAsync(ServerCallContext context)
    {
        var certificate = context.GetHttpContext().Connection.ClientCertificate
            ?? throw new RpcException(new(StatusCode.Unauthenticated, "A gateway's certificate is needed here. Join the region first."));
        try
        {
            return await gateways.FindAsync(SHA256.HashData(certificate.RawData), context.CancellationToken)
                ?? throw new RpcException(new(StatusCode.PermissionDenied, "This gateway was revoked. Join again with a new token."));
        }
        catch (Exception outage) when (Outage.Is(outage))
        {
            throw new RpcException(new(StatusCode.Unavailable, "The control plane's database is out of reach."));
        }
    }
}
