using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Proof;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Proof;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Proof;

public sealed class SigningKeysTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_made_once_signs_until_it_is_rotated_and_stays_in_the_public_history()
    {
        var recorder = new Recorder(app);
        await recorder.AddAsync(recorder.NewSession(), "one", "1");
        TenantContext.EnterSystem();
        await app.Service<IGrainFactory>().GetGrain<ICheckpointGrain>(ICheckpointGrain.Key).KeepUpAsync();
        using var first = await app.Service<SigningKeys>().CurrentAsync(Cancel);
        using (var again = await app.Service<SigningKeys>().CurrentAsync(Cancel))
            Assert.Equal(first.KeyId, again.KeyId);
        Assert.Equal(first.KeyId, await app.PeekAsync<string>("select key_id from tenant.checkpoints where organisation_id = $1 order by number desc limit 1", Scenes.Acme.Value));

        var next = await app.Service<SigningKeys>().RotateAsync(Cancel);
        await recorder.AddAsync(recorder.NewSession(), "two", "2");
        await app.Service<CheckpointMaker>().MakeAllAsync(Cancel);
        Assert.Equal(next, await app.PeekAsync<string>("select key_id from tenant.checkpoints where organisation_id = $1 order by number desc limit 1", Scenes.Acme.Value));
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from platform.signing_keys where private_key_sealed is not null"));

        using var nobody = app.Browser();
        using var answer = await nobody.Http.GetAsync(new Uri(app.Portal, "/.well-known/saasgate-keys"), Cancel);
        Assert.Equal((HttpStatusCode.OK, "application/jwk-set+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal([first.KeyId, next], JsonNode.Parse(text)!["keys"]!.AsArray().Select(key => (string)key!["kid"]!));
        Assert.DoesNotContain("\"d\"", text, StringComparison.Ordinal);
        var history = KeyHistory.Read(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.NotNull(history[0].RetiredAt);
        Assert.Null(history[1].RetiredAt);
    }
}
