using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Hosting;
using SaaSGate.Gateway.View;
using SaaSGate.TestKit;
using SaaSGate.TestKit.Link;

namespace SaaSGate.Benchmarks.Tokens;

/// <summary>Authentication alone, in a gateway with one tenant, on one thread; medians of rounds.</summary>
internal static class GatewaySide
{
    private const string Service = "https://portal.example/", Issuer = "https://idp.example";
    private const int Rounds = 200, Calls = 100, Fresh = 2000;

    public static async Task RunAsync(string data)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(data), "saasgate-tokens-" + Path.GetRandomFileName()));
        await using var peer = await LinkPeer.StartAsync();
        using var ec = TokenSigner.Ec();
        using var rsa = TokenSigner.Rsa();
        var tenant = new LinkTenant(new("http://127.0.0.1:9")) { TokenIssuer = Service };
        tenant.TokenKeys.Add(ec);
        tenant.Clients.Add(tenant.Client);
        tenant.Issuers.Add(new("iss_1", Issuer, $"saasgate:{tenant.OrganisationId}", "map_1", "sub", "repo:acme/*") { Keys = { rsa } });
        peer.Publish(tenant);
        await using (var gateway = await GatewayHost.StartAsync(
            new() { DataDirectory = folder.FullName, JoinToken = peer.JoinToken, AllowPrivateUpstreams = true, RenewInterval = TimeSpan.FromMilliseconds(50) }, new(IPAddress.Loopback, 0), _ => { }))
        {
            var view = gateway.Services.GetRequiredService<GatewayView>();
            using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            while (view.Find(tenant.OrganisationId) is null)
                await looks.WaitForNextTickAsync();
            var authenticator = gateway.Services.GetRequiredService<SkillAuthenticator>();
            Console.WriteLine("who asks, at the gateway; goal: under 30 us for a token that was checked before");
            Report("a key (sgk_)", Median(authenticator, [With("x-api-key", tenant.Key)]));
            Report("our token, checked before", Median(authenticator, [Bearer(ec.Sign(Own(tenant, 0), new { typ = "at+jwt" }))]));
            Report("an issuer's token, checked before", Median(authenticator, [Bearer(rsa.Sign(Foreign(tenant, 0)))]));
            Report("our token, new (ES256)", Once(authenticator, [.. Enumerable.Range(1, Fresh).Select(i => Bearer(ec.Sign(Own(tenant, i), new { typ = "at+jwt" })))]));
            Report("an issuer's token, new (RS256)", Once(authenticator, [.. Enumerable.Range(1, Fresh).Select(i => Bearer(rsa.Sign(Foreign(tenant, i))))]));
        }

        folder.Delete(recursive: true);
    }

    private static void Report(string what, double microseconds) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-36} {microseconds,9:N2} us"));

    private static double Median(SkillAuthenticator authenticator, HttpContext[] requests)
    {
        for (var i = 0; i < Rounds; i++)
            Time(authenticator, requests[0], Calls);
        return Enumerable.Range(0, Rounds).Select(_ => Time(authenticator, requests[0], Calls)).Order().ElementAt(Rounds / 2);
    }

    private static double Once(SkillAuthenticator authenticator, HttpContext[] requests) => requests.Select(request => Time(authenticator, request, 1)).Order().ElementAt(requests.Length / 2);

    private static double Time(SkillAuthenticator authenticator, HttpContext request, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
        {
            if (authenticator.Authenticate(request).Skill is null)
                throw new InvalidOperationException("Nobody is known by this.");
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }

    private static DefaultHttpContext Bearer(string token) => With("Authorization", "Bearer " + token);

    private static DefaultHttpContext With(string name, string value)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers[name] = value;
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        return context;
    }

    private static object Own(LinkTenant tenant, int number) => new
    {
        iss = Service,
        aud = "urn:saasgate:gateway",
        sub = tenant.SkillId,
        skill = tenant.SkillId,
        organisation = tenant.OrganisationId,
        owner = tenant.OwnerUserId,
        connection = tenant.ConnectionId,
        credential = tenant.Client,
        jti = $"token-{number}",
        exp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 600,
    };

    private static object Foreign(LinkTenant tenant, int number) => new
    {
        iss = Issuer,
        aud = $"saasgate:{tenant.OrganisationId}",
        sub = "repo:acme/app",
        run = number,
        exp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 600,
    };
}
