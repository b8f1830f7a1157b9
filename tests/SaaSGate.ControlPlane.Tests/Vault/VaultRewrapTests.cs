using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Vault;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Vault;

public sealed class VaultRewrapTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saasgate-rewrap-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The installation seals keys of its own when it begins.</summary>
    public async ValueTask InitializeAsync() => await app.SettledAsync();

    [Fact]
    public async Task Knows_every_column_that_is_sealed()
    {
        var columns = await app.Service<SealedValueStore>().FindColumnsAsync(Cancel);
        Assert.True(columns.Count >= 12, "The sealed columns were not found.");
        Assert.Equal(columns, SealedPlaces.All.Select(place => $"{place.Column.Table}.{place.Column.Column}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Everything_opens_with_the_new_key_alone_and_a_second_run_finds_nothing()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "exposure/lists", new { name = "breach", type = "EMAIL", values = new[] { "a@b.example" } });
        await app.ReceiveAsync();
        var oldKey = app.Service<IOptions<VaultOptions>>().Value.KeyFile;
        var newKey = Path.Combine(_folder, "new.key");
        File.WriteAllText(newKey, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        var derived = app.Service<KeyVault>().DeriveKey("x");

        var both = await UnlockAsync(new() { KeyFile = newKey, Previous = new() { KeyFile = oldKey } });
        var rewrap = new VaultRewrap(both, app.Service<SealedValueStore>());
        var (rewrapped, unopened) = await rewrap.RunAsync(Cancel);
        Assert.Equal(0, unopened);
        Assert.True(rewrapped > 8, $"Only {rewrapped} sealed values were found.");
        Assert.Equal((0, 0), await rewrap.RunAsync(Cancel));

        var alone = await UnlockAsync(new() { KeyFile = newKey });
        Assert.Equal(derived, alone.DeriveKey("x"));
        Assert.Equal((0, 0), await new VaultRewrap(alone, app.Service<SealedValueStore>()).RunAsync(Cancel));
        var box = await app.PeekAsync<byte[]>("select credential_sealed from tenant.connections where organisation_id = $1", Scenes.Acme.Value);
        var connection = await app.PeekAsync<string>("select id from tenant.connections where organisation_id = $1", Scenes.Acme.Value);
        Assert.NotEmpty(alone.Open(VaultPurpose.Credential(Scenes.Acme.Value, connection!), box));
        await Assert.ThrowsAsync<VaultException>(() => UnlockAsync(new() { KeyFile = oldKey }));

        // Back again, for whoever comes after: this control plane itself still has the old key.
        var back = await UnlockAsync(new() { KeyFile = oldKey, Previous = new() { KeyFile = newKey } });
        Assert.Equal(rewrapped, (await new VaultRewrap(back, app.Service<SealedValueStore>()).RunAsync(Cancel)).Rewrapped);
        Assert.NotNull(await UnlockAsync(new() { KeyFile = oldKey }));
    }

    [Fact]
    public async Task Leaves_the_keystore_where_something_opens_with_neither_key()
    {
        var oldKey = app.Service<IOptions<VaultOptions>>().Value.KeyFile;
        var newKey = Path.Combine(_folder, "new.key");
        File.WriteAllText(newKey, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        await app.RunAsync(
            "insert into tenant.fingerprint_keys (organisation_id, month, key_sealed) values ($1, '2001-01-01', '\\x00')", DemoOrganisations.Northwind.Value);
        try
        {
            var both = await UnlockAsync(new() { KeyFile = newKey, Previous = new() { KeyFile = oldKey } });
            Assert.Equal(1, (await new VaultRewrap(both, app.Service<SealedValueStore>()).RunAsync(Cancel)).Unopened);
            Assert.NotNull(await UnlockAsync(new() { KeyFile = oldKey, Previous = new() { KeyFile = newKey } }));
            await Assert.ThrowsAsync<VaultException>(() => UnlockAsync(new() { KeyFile = newKey }));
        }
        finally
        {
            await app.RunAsync("delete from tenant.fingerprint_keys where month = '2001-01-01'");
            var back = await UnlockAsync(new() { KeyFile = oldKey, Previous = new() { KeyFile = newKey } });
            await new VaultRewrap(back, app.Service<SealedValueStore>()).RunAsync(Cancel);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<KeyVault> UnlockAsync(VaultOptions options)
    {
        var vault = new KeyVault(Options.Create(options), app.Service<InstallationStore>(), NullLogger<KeyVault>.Instance);
        await vault.UnlockAsync(Cancel);
        return vault;
    }
}
