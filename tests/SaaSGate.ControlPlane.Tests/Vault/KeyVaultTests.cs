using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Regions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Vault;

public sealed class KeyVaultTests(Database database) : IClassFixture<Database>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saasgate-vault-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Makes_a_key_that_only_its_owner_reads_and_opens_with_it_after_a_restart()
    {
        await database.ResetAsync(Cancel);
        var first = await UnlockedAsync("new/master.key");
        var sealedBytes = first.Seal("test", [1, 2, 3]);
        Assert.Equal([1, 2, 3], (await UnlockedAsync("new/master.key")).Open("test", sealedBytes));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "new/master.key")));
    }

    [Fact]
    public async Task Processes_that_start_at_once_share_one_key()
    {
        await database.ResetAsync(Cancel);
        var vaults = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => UnlockedAsync("shared.key"))));
        var sealedBytes = vaults[0].Seal("test", [7]);
        Assert.All(vaults, vault => Assert.Equal([7], vault.Open("test", sealedBytes)));
    }

    [Fact]
    public async Task Notices_a_wrong_key_a_missing_one_and_a_spoilt_one()
    {
        await database.ResetAsync(Cancel);
        await UnlockedAsync("right.key");
        File.WriteAllText(Path.Combine(_folder, "wrong.key"), Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        File.WriteAllText(Path.Combine(_folder, "spoilt.key"), "not hexadecimal");
        Assert.Contains("not the one", (await Assert.ThrowsAsync<VaultException>(() => UnlockedAsync("wrong.key"))).Message, StringComparison.Ordinal);
        Assert.Contains("missing", (await Assert.ThrowsAsync<VaultException>(() => UnlockedAsync("missing.key"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<VaultException>(() => UnlockedAsync("spoilt.key"));
        Assert.False(File.Exists(Path.Combine(_folder, "missing.key")));
    }

    [Fact]
    public async Task Opens_nothing_for_another_purpose_or_after_a_change()
    {
        await database.ResetAsync(Cancel);
        var vault = await UnlockedAsync("k.key");
        var sealedBytes = vault.Seal("credential/org_a/con_1", "sk-ant"u8);
        Assert.NotEqual(sealedBytes, vault.Seal("credential/org_a/con_1", "sk-ant"u8));
        Assert.ThrowsAny<CryptographicException>(() => vault.Open("credential/org_a/con_2", sealedBytes));
        for (var i = 0; i < sealedBytes.Length; i++)
        {
            var changed = sealedBytes.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => vault.Open("credential/org_a/con_1", changed));
        }
    }

    [Fact]
    public async Task Keeps_an_organisation_s_keys_to_that_organisation()
    {
        await database.ResetAsync(Cancel);
        var vault = await UnlockedAsync("k.key");
        var keys = OrganisationKeys.Create();
        var sealedKeys = keys.SealedBy(vault, "org_a");
        Assert.Equal(keys.Digest, OrganisationKeys.OpenedBy(vault, "org_a", sealedKeys).Digest);
        Assert.ThrowsAny<CryptographicException>(() => OrganisationKeys.OpenedBy(vault, "org_b", sealedKeys));
        Assert.Equal(keys.Seal, OrganisationKeys.OpenedBy(vault, "org_a", sealedKeys).Seal);
        var others = vault.Seal(VaultPurpose.OrganisationKeys("org_a"), [.. keys.Label, .. keys.Digest]);
        Assert.ThrowsAny<CryptographicException>(() => OrganisationKeys.OpenedBy(vault, "org_a", others));
        Assert.DoesNotContain("System.Byte", $"{keys}", StringComparison.Ordinal);
    }

    [Fact]
    public void Stays_shut_until_it_is_unlocked() =>
        Assert.Throws<InvalidOperationException>(() => Vault("k.key").Seal("test", []));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<KeyVault> UnlockedAsync(string file)
    {
        var vault = Vault(file);
        await vault.UnlockAsync(Cancel);
        return vault;
    }

    private KeyVault Vault(string file) => new(
        Options.Create(new VaultOptions { KeyFile = Path.Combine(_folder, file) }), new InstallationStore(database.Platform), NullLogger<KeyVault>.Instance);
}
