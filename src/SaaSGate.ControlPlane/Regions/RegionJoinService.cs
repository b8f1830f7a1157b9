using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Sealing;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Lets a gateway in: a secret that works once for a certificate that names gateway and region.</summary>
internal sealed partial class RegionJoinService(LinkAuthority authority, GatewayStore gateways, TimeProvider clock, ILogger<RegionJoinService> logger)
    : RegionJoin.RegionJoinBase
{
    private const int LongestName = 200;

    public override async Task<JoinReply> Join(JoinRequest request, ServerCallContext context)
    {
        // 1. The secret: known, unused, in time.
        var secret = JoinToken.HashOf(request.Secret);
        var token = await gateways.FindJoinTokenAsync(secret, context.CancellationToken);
        if (token is not { Used: false, Expired: false })
        {
            Log.Refused(logger, context.Peer);
            throw new RpcException(new(StatusCode.Unauthenticated, token switch
            {
                null => "The control plane does not know this join token. Make a new one.",
                { Used: true } => "This join token was used already; each lets one gateway in. Make a new one.",
                _ => "This join token has expired. Make a new one.",
            }));
        }

        // 2. What it brings: keys of the right kind.
        if (!SealedBox.IsPublicKey(request.SealingKey.Span))
            throw new RpcException(new(StatusCode.InvalidArgument, "The sealing key is not an ECDH P-256 key."));
        var id = Id<Gateway>.New(clock);
        System.Security.Cryptography.X509Certificates.X509Certificate2 certificate;
        try
        {
            certificate = authority.IssueGateway(request.CertificateRequest.ToByteArray(), id, token.RegionId);
        }
        catch (CryptographicException malformed)
        {
            throw new RpcException(new(StatusCode.InvalidArgument, "The certificate request is not a PKCS#10 of an ECDSA P-256 key."), malformed.Message);
        }

        // 3. The token is used up and the gateway recorded, both or neither.
        using (certificate)
        {
            var name = string.IsNullOrWhiteSpace(request.Name) ? id.Value : request.Name.Trim();
            var gateway = new NewGateway(
                id, token.RegionId, name[..Math.Min(name.Length, LongestName)], SHA256.HashData(certificate.RawData), request.SealingKey.ToByteArray());
            if (!await gateways.JoinAsync(gateway, secret, context.CancellationToken))
                throw new RpcException(new(StatusCode.Unauthenticated, "This join token was used already; each lets one gateway in. Make a new one."));
            Log.Joined(logger, id.Value, token.RegionId);
            return new()
            {
                GatewayId = id.Value,
                RegionId = token.RegionId,
                Certificate = ByteString.CopyFrom(certificate.RawData),
                Authority = ByteString.CopyFrom(authority.Certificate.RawData),
            };
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Gateway {Gateway} joined region {Region}.")]
        public static partial void Joined(ILogger logger, string gateway, string region);

        [LoggerMessage(LogLevel.Warning, "A join token that does not work came from {Peer}.")]
        public static partial void Refused(ILogger logger, string peer);
    }
}
