using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>
/// Seals what must not lie readable in PostgreSQL, under the installation's master key. Unlocks itself when the host
/// starts; whoever needs it before (a migration, a seed) calls <see cref="UnlockAsync"/>.
/// </summary>
public sealed partial class KeyVault(IOptions<VaultOptions> options, InstallationStore installation, ILogger<KeyVault> logger) : IHostedLifecycleService
{
    private const string CanaryPurpose = "canary";
    private volatile byte[]? _masterKey;

    /// <summary>
    /// Reads the key file and holds it against the canary in the database. At the very first start, when there is no
    /// canary, the file is made where it is missing.
    /// </summary>
    /// <exception cref="VaultException">The key is missing, or is not the one that this database was sealed with.</exception>
    public async Task UnlockAsync(CancellationToken cancellationToken)
    {
        if (_masterKey is not null)
            return;
        var path = options.Value.KeyFile;
        var canary = await installation.FindCanaryAsync(cancellationToken);
        var key = canary is null
            ? KeyFile.ReadOrCreate(path)
            : KeyFile.Read(path) ?? throw new VaultException($"The key file {path} is missing, but this database holds what was sealed with it. Restore the file.");
        canary ??= await installation.GetOrAddCanaryAsync(Envelope.Seal(key, CanaryPurpose, []), cancellationToken);
        try
        {
            Envelope.Open(key, CanaryPurpose, canary);
        }
        catch (CryptographicException wrong)
        {
            throw new VaultException($"The key file {path} is not the one that this database was sealed with. Restore the right file.", wrong);
        }

        if (KeyFile.IsExposed(path))
            Log.Exposed(logger, path);
        _masterKey = key;
    }

    /// <summary>Seals bytes.</summary>
    /// <param name="purpose">What they are and whose; see <see cref="VaultPurpose"/>.</param>
    /// <param name="content">The bytes.</param>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> content) => Envelope.Seal(Key, purpose, content);

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="CryptographicException">Sealed for another purpose, with another master key, or changed.</exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> envelope) => Envelope.Open(Key, purpose, envelope);

    /// <summary>A key of 32 bytes for one purpose, always the same.</summary>
    public byte[] DeriveKey(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Key, 32, info: Encoding.UTF8.GetBytes(purpose));

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => UnlockAsync(cancellationToken);

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private byte[] Key => _masterKey ?? throw new InvalidOperationException("The vault is locked: call UnlockAsync first.");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The key file {Path} can be read by others than its owner. Restrict it with chmod 600.")]
        public static partial void Exposed(ILogger logger, string path);
    }
}
