using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using SaaSGate.Contracts.Tokens;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Tokens;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>
/// The keys that sign tokens, as they are in PostgreSQL. A key is published a day before it signs and a day after it did, so that whoever
/// keeps keys for a while meets no unknown one; nothing is restarted. Private halves lie sealed under the master key.
/// </summary>
internal sealed partial class TokenKeyRing(TokenKeyStore store, KeyVault vault, TimeProvider clock, ILogger<TokenKeyRing> logger)
    : BackgroundService, IHostedLifecycleService, IOptionsChangeTokenSource<OpenIddictServerOptions>
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(30), Overlap = TimeSpan.FromDays(1), Ahead = TimeSpan.FromDays(2), BetweenLooks = TimeSpan.FromSeconds(20);

    private IReadOnlyList<(StoredTokenKey Stored, SigningCredentials Credentials)> _keys = [];
    private string? _signing;
    private CancellationTokenSource _changed = new();

    string? IOptionsChangeTokenSource<OpenIddictServerOptions>.Name => Options.DefaultName;

    /// <summary>Everything that is published; what signs now stands first.</summary>
    public IReadOnlyList<SigningCredentials> Credentials
    {
        get
        {
            var (keys, signing) = (Volatile.Read(ref _keys), SigningAt(clock.GetUtcNow()));
            return [.. keys.OrderByDescending(key => key.Stored.Id == signing).Select(key => key.Credentials)];
        }
    }

    public IChangeToken GetChangeToken() => new CancellationChangeToken(Volatile.Read(ref _changed).Token);

    /// <summary>Makes the first key, or the next where the present one ends soon, and tells gateways of it.</summary>
    /// <returns>Whether one was made.</returns>
    public async Task<bool> KeepUpAsync(CancellationToken cancellationToken)
    {
        var made = await MakeAsync(cancellationToken);
        if (made)
            await ReadAsync(cancellationToken);
        await store.TellGatewaysAsync(cancellationToken);
        return made;
    }

    private async Task<bool> MakeAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var newest = (await store.ListAsync(cancellationToken)).MaxBy(key => key.SignsUntil);
        if (newest is not null && newest.SignsUntil - now > Ahead)
            return false;
        var from = newest is null || newest.SignsUntil < now ? now : newest.SignsUntil - Overlap;
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = TokenKey.Thumbprint(ec.ExportParameters(includePrivateParameters: false));
        var key = new StoredTokenKey(id, ec.ExportSubjectPublicKeyInfo(), vault.Seal(VaultPurpose.TokenKey(id), ec.ExportPkcs8PrivateKey()), now, from, from + Life);
        if (!await store.AddAsync(key, now - Overlap, cancellationToken))
            return false;
        Log.Made(logger, id, from);
        return true;
    }

    /// <summary>Reads the keys; what is built on them is built anew when they have changed, or another of them signs.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var stored = await store.ListAsync(cancellationToken);
        var (before, signed) = (Volatile.Read(ref _keys), _signing);
        if (!before.Select(key => key.Stored.Id).SequenceEqual(stored.Select(key => key.Id)))
            Volatile.Write(ref _keys, [.. stored.Select(key => before.FirstOrDefault(known => known.Stored.Id == key.Id) is { Stored: not null } known ? (key, known.Credentials) : (key, Open(key)))]);
        else
            Volatile.Write(ref _keys, [.. before.Zip(stored, (known, key) => (key, known.Credentials))]);
        _signing = SigningAt(clock.GetUtcNow());
        if (before.Select(key => key.Stored.Id).SequenceEqual(stored.Select(key => key.Id)) && signed == _signing)
            return;
        using var changed = Interlocked.Exchange(ref _changed, new());
        await changed.CancelAsync();
    }

    /// <summary>Before anything is served.</summary>
    async Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken)
    {
        await vault.UnlockAsync(cancellationToken);
        TenantContext.EnterSystem();
        await KeepUpAsync(cancellationToken);
        await ReadAsync(cancellationToken);
    }

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    /// <summary>Other control planes make keys too.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var looks = new PeriodicTimer(BetweenLooks, clock);
        while (await looks.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotRead(logger, failed);
            }
        }
    }

    private string? SigningAt(DateTimeOffset now) => Volatile.Read(ref _keys).Where(key => key.Stored.SignsFrom <= now).MaxBy(key => key.Stored.SignsFrom).Stored?.Id;

    private SigningCredentials Open(StoredTokenKey key)
    {
        var ec = ECDsa.Create();
        ec.ImportPkcs8PrivateKey(vault.Open(VaultPurpose.TokenKey(key.Id), key.PrivateKeySealed), out _);
        return new(new ECDsaSecurityKey(ec) { KeyId = key.Id }, SecurityAlgorithms.EcdsaSha256);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The key {Id} signs tokens from {From} on.")]
        public static partial void Made(ILogger logger, string id, DateTimeOffset from);

        [LoggerMessage(LogLevel.Warning, "The keys that sign tokens could not be read; those that are known go on.")]
        public static partial void NotRead(ILogger logger, Exception exception);
    }
}
