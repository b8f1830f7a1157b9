using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>
/// Seals what must not lie readable in PostgreSQL, under the installation's master key. Unlocks itself when the host
/// starts; whoever needs it before (a migration, a seed) calls <see cref="UnlockAsync"/>. While there is a key before this one, what that
/// one sealed opens too.
/// </summary>
public sealed partial class KeyVault(IOptions<VaultOptions> options, InstallationStore installation, ILogger<KeyVault> logger) : IHostedLifecycleService
{
    private volatile Keys? _keys;

    /// <summary>
    /// Reads the key and holds it against the canary in the database. At the very first start, when there is no
    /// canary, a key file is made where it is missing.
    /// </summary>
    /// <exception cref="VaultException">The key is missing, or is not the one that this database was sealed with.</exception>
    public async Task UnlockAsync(CancellationToken cancellationToken)
    {
        if (_keys is not null)
            return;
        var source = options.Value.ToSource();
        var stored = await installation.FindKeystoreAsync(cancellationToken);
        var key = stored is null
            ? await source.ReadOrCreateAsync(cancellationToken)
            : await source.ReadAsync(cancellationToken) ?? throw new VaultException($"{source.Description} is missing, but this database holds what was sealed with it. Restore it.");
        var previous = options.Value.Previous.IsSet
            ? await options.Value.Previous.ToSource().ReadAsync(cancellationToken) ?? throw new VaultException($"{options.Value.Previous.ToSource().Description}, the key before, is missing. Restore it, or remove the setting when everything is sealed anew.")
            : null;
        stored ??= await installation.GetOrAddKeystoreAsync(
            new(Envelope.Seal(key, VaultPurpose.Canary, []), Envelope.Seal(key, VaultPurpose.Root, RandomNumberGenerator.GetBytes(KeyFile.KeyBytes))), cancellationToken);
        try
        {
            Open(key, previous, VaultPurpose.Canary, stored.Canary);
            _keys = new(key, previous, Open(key, previous, VaultPurpose.Root, stored.RootSealed));
        }
        catch (CryptographicException wrong)
        {
            throw new VaultException($"{source.Description} is not the one that this database was sealed with. Restore the right one.", wrong);
        }

        if (source is FileKeySource { IsExposed: true } file)
            Log.Exposed(logger, file.Path);
        if (previous is not null)
            Log.Overlap(logger);
    }

    /// <summary>Seals bytes.</summary>
    /// <param name="purpose">What they are and whose; see <see cref="VaultPurpose"/>.</param>
    /// <param name="content">The bytes.</param>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> content) => Envelope.Seal(Unlocked.Current, purpose, content);

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="CryptographicException">Sealed for another purpose, with another master key, or changed.</exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> envelope) => Open(Unlocked.Current, Unlocked.Previous, purpose, envelope);

    /// <summary>The same envelope under the master key of now; null where it is.</summary>
    /// <exception cref="CryptographicException">It opens with neither key, or not for this purpose.</exception>
    public byte[]? Rewrap(string purpose, ReadOnlySpan<byte> envelope)
    {
        var keys = Unlocked;
        if (keys.Previous is { } previous && Envelope.IsUnder(previous, envelope))
            return Envelope.Rewrap(previous, keys.Current, purpose, envelope);
        CryptographicOperations.ZeroMemory(Envelope.Open(keys.Current, purpose, envelope));
        return null;
    }

    /// <summary>A key of 32 bytes for one purpose, always the same, whatever becomes of the master key.</summary>
    public byte[] DeriveKey(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Unlocked.Root, 32, info: Encoding.UTF8.GetBytes(purpose));

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => UnlockAsync(cancellationToken);

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Keys Unlocked => _keys ?? throw new InvalidOperationException("The vault is locked: call UnlockAsync first.");

    private static byte[] Open(byte[] current, byte[]? previous, string purpose, ReadOnlySpan<byte> envelope) =>
        Envelope.Open(previous is not null && Envelope.IsUnder(previous, envelope) ? previous : current, purpose, envelope);

    private sealed class Keys(byte[] current, byte[]? previous, byte[] root)
    {
        public byte[] Current => current;

        public byte[]? Previous => previous;

        public byte[] Root => root;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The key file {Path} can be read by others than its owner. Restrict it with chmod 600.")]
        public static partial void Exposed(ILogger logger, string path);

        [LoggerMessage(LogLevel.Information, "The vault opens what the master key before this one sealed. Run saasgate rewrap, then remove that key.")]
        public static partial void Overlap(ILogger logger);
    }
}
