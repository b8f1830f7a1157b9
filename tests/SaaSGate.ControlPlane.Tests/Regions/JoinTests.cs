using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.Postgres.Regions;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Regions;

public sealed class JoinTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>
{
    [Fact]
    public async Task A_token_gets_a_certificate_that_names_gateway_and_region()
    {
        var region = await link.RegionAsync();
        using var gateway = await TestGateway.JoinAsync(await link.TokenAsync(region));

        Assert.Equal(region.Value, gateway.Reply.RegionId);
        Assert.Contains($"saasgate://gateway/{gateway.Id}/region/{region}", gateway.Certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().Format(false), StringComparison.Ordinal);
        Assert.True(LinkTrust.IsGateway(gateway.Certificate, X509CertificateLoader.LoadCertificate(gateway.Reply.Authority.Span)));
        using var control = gateway.Control();
        Assert.Equal(60_000u, (await control.RenewAsync()).LeaseMilliseconds);
        Assert.Equal(TimeSpan.FromSeconds(10), new RegionLinkOptions().Lease);
    }

    [Fact]
    public async Task A_token_works_once()
    {
        var token = await link.TokenAsync(await link.RegionAsync());
        using var first = await TestGateway.JoinAsync(token);
        Assert.Contains("used already", await RefusalAsync(token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_use_a_token_at_once_one_joins()
    {
        var token = await link.TokenAsync(await link.RegionAsync());
        var joined = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                using var gateway = await TestGateway.JoinAsync(token);
                return true;
            }
            catch (RpcException)
            {
                return false;
            }
        }));
        Assert.Single(joined, one => one);
    }

    [Fact]
    public async Task A_token_that_nobody_made_or_that_has_expired_lets_nobody_in()
    {
        var token = await link.TokenAsync(await link.RegionAsync());
        Assert.Contains("does not know", await RefusalAsync(JoinToken.Create(token.Address, token.Authority)), StringComparison.Ordinal);
        Assert.Contains("expired", await RefusalAsync(await link.TokenAsync(await link.RegionAsync(), TimeSpan.Zero)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_request_does_not_use_the_token_up()
    {
        var token = await link.TokenAsync(await link.RegionAsync());
        using var wrongCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Action<JoinRequest>[] mistakes =
        [
            request => request.CertificateRequest = ByteString.CopyFrom(1, 2, 3),
            request => request.CertificateRequest = ByteString.CopyFrom(new CertificateRequest("CN=x", wrongCurve, HashAlgorithmName.SHA256).CreateSigningRequest()),
            request => request.SealingKey = ByteString.CopyFrom(1, 2, 3),
            request => request.CertificateRequest = Tampered(request.CertificateRequest),
        ];
        foreach (var mistake in mistakes)
            Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => TestGateway.JoinAsync(token, mistake))).StatusCode);
        using var gateway = await TestGateway.JoinAsync(token);
    }

    [Fact]
    public async Task A_gateway_refuses_a_server_of_another_authority()
    {
        var token = await link.TokenAsync(await link.RegionAsync());
        var refused = await Assert.ThrowsAsync<RpcException>(() => TestGateway.JoinAsync(token with { Authority = new byte[32] }));
        Assert.IsType<AuthenticationException>(refused.Status.DebugException?.GetBaseException());
    }

    [Fact]
    public async Task Nobody_renews_without_a_certificate_or_with_one_of_another_authority()
    {
        using var gateway = await link.GatewayAsync();
        using var anonymous = new TestControl(new RegionControl.RegionControlClient(gateway.Open(anonymous: true)).Connect(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.Unauthenticated, (await anonymous.EndAsync()).StatusCode);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var forged = new CertificateRequest($"CN={gateway.Id}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var forger = new TestControl(new RegionControl.RegionControlClient(gateway.Open(forged)).Connect(cancellationToken: TestContext.Current.CancellationToken));
        Assert.NotEqual(StatusCode.OK, (await forger.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task A_revoked_gateway_is_disconnected_and_stays_out()
    {
        using var gateway = await link.GatewayAsync();
        using var control = gateway.Control();
        using var bulk = await gateway.BulkAsync();
        await control.RenewAsync();
        await bulk.NextAsync(message => message.Complete is not null);

        Assert.True(await link.Service<GatewayStore>().RevokeAsync(Contracts.Ids.Id<Contracts.Ids.Gateway>.Parse(gateway.Id), TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.PermissionDenied, (await control.EndAsync()).StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, (await bulk.EndAsync()).StatusCode);
        using var again = gateway.Control();
        Assert.Equal(StatusCode.PermissionDenied, (await again.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task The_door_answers_to_gateways_only_and_the_portal_s_door_never_to_them()
    {
        using var gateway = await link.GatewayAsync();
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new() { RemoteCertificateValidationCallback = LinkTrust.ServerOf(X509CertificateLoader.LoadCertificate(gateway.Reply.Authority.Span)) },
        };
        using var http = new HttpClient(handler, disposeHandler: false) { DefaultRequestVersion = new(2, 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var path in (string[])["/", "/healthz", "/api/v1/session"])
            Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync(new Uri(link.Host.RegionLink, path), TestContext.Current.CancellationToken)).StatusCode);

        using var portal = new HttpClient(handler, disposeHandler: false);
        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.ContentType = new("application/grpc");
        var answer = await portal.PostAsync(new Uri(link.Host.Portal, "/saasgate.regionlink.v1.RegionJoin/Join"), content, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("grpc", answer.Content.Headers.ContentType?.MediaType ?? "", StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(JoinToken token)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => TestGateway.JoinAsync(token));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        return refused.Status.Detail;
    }

    private static ByteString Tampered(ByteString request)
    {
        var bytes = request.ToByteArray();
        bytes[^1] ^= 1;
        return ByteString.CopyFrom(bytes);
    }
}
