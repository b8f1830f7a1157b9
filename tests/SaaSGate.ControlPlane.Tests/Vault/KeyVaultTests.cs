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
    public async Task Opens_with_a_key_of_the_environment_and_takes_it_out_of_there()
    {
        await database.ResetAsync(Cancel);
        var (variable, key) = ($"SAASGATE_TEST_{Guid.NewGuid():n}", Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        await Assert.ThrowsAsync<VaultException>(() => UnlockedAsync(new VaultOptions { KeyEnvironment = variable }));
        Environment.SetEnvironmentVariable(variable, key);
        var vault = await UnlockedAsync(new VaultOptions { KeyEnvironment = variable });
        Assert.Null(Environment.GetEnvironmentVariable(variable));
        var box = vault.Seal("test", [1]);
        Environment.SetEnvironmentVariable(variable, key);
        Assert.Equal([1], (await UnlockedAsync(new VaultOptions { KeyEnvironment = variable })).Open("test", box));
        Environment.SetEnvironmentVariable(variable, key[..63]);
        var wrong = await Assert.ThrowsAsync<VaultException>(() => UnlockedAsync(new VaultOptions { KeyEnvironment = variable }));
        Assert.DoesNotContain(key[..20], wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opens_with_a_key_that_a_program_prints_and_tells_nothing_of_what_else_it_says()
    {
        await database.ResetAsync(Cancel);
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        File.WriteAllText(Path.Combine(_folder, "wrapped"), key);
        var box = (await UnlockedAsync(Program("/bin/cat", Path.Combine(_folder, "wrapped")))).Seal("test", [2]);
        Assert.Equal([2], (await UnlockedAsync(Program("/bin/cat", Path.Combine(_folder, "wrapped")))).Open("test", box));

        // No shell stands between: a word with signs of one is a word.
        foreach (var (program, arguments) in new (string, string[])[]
        {
            ("/bin/echo", [$"{key[..40]}$(cat {_folder}/wrapped)"]), ("/bin/sh", ["-c", $"echo {key}; exit 3"]), ("/bin/no-such-program", []), ("/bin/true", []),
        })
        {
            var refused = await Assert.ThrowsAsync<VaultException>(() => UnlockedAsync(Program(program, arguments)));
            Assert.DoesNotContain(key[..20], refused.ToString(), StringComparison.Ordinal);
        }

        static VaultOptions Program(string program, params string[] arguments) => new() { KeyCommand = [program, .. arguments] };
    }

    [Fact]
    public async Task Opens_under_two_keys_while_they_overlap_and_derives_the_same_keys_ever_after()
    {
        await database.ResetAsync(Cancel);
        var first = await UnlockedAsync("one.key");
        var (box, derived) = (first.Seal("test", [3]), first.DeriveKey("purpose"));
        await Assert.ThrowsAsync<VaultException>(() => UnlockedAsync("two.key"));
        File.WriteAllText(Path.Combine(_folder, "two.key"), Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        await Assert.ThrowsAsync<VaultException>(() => UnlockedAsync("two.key"));

        var both = await UnlockedAsync(new VaultOptions { KeyFile = Path.Combine(_folder, "two.key"), Previous = new() { KeyFile = Path.Combine(_folder, "one.key") } });
        Assert.Equal([3], both.Open("test", box));
        Assert.Equal(derived, both.DeriveKey("purpose"));
        var anew = both.Rewrap("test", box)!;
        Assert.Null(both.Rewrap("test", anew));
        Assert.Equal([3], both.Open("test", anew));
        Assert.ThrowsAny<CryptographicException>(() => both.Rewrap("other", box));
        Assert.ThrowsAny<CryptographicException>(() => first.Open("test", anew));
        Assert.ThrowsAny<CryptographicException>(() => first.Open("test", both.Seal("test", [4])));
    }

    [Fact]
    public void Stays_shut_until_it_is_unlocked() =>
        Assert.Throws<InvalidOperationException>(() => Vault(new VaultOptions { KeyFile = Path.Combine(_folder, "k.key") }).Seal("test", []));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<KeyVault> UnlockedAsync(string file) => UnlockedAsync(new VaultOptions { KeyFile = Path.Combine(_folder, file) });

    private async Task<KeyVault> UnlockedAsync(VaultOptions options)
    {
        var vault = Vault(options);
        await vault.UnlockAsync(Cancel);
        return vault;
    }

    private KeyVault Vault(VaultOptions options) => new(Options.Create(options), new InstallationStore(database.Platform), NullLogger<KeyVault>.Instance);
}
