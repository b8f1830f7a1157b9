using System.Threading.Channels;

namespace SaaSGate.Postgres.Tests.Orleans;

/// <summary>Which grains were reminded, in order.</summary>
internal sealed class FiredReminders
{
    private readonly Channel<string> _fired = Channel.CreateUnbounded<string>();

    public ValueTask WriteAsync(string grain) => _fired.Writer.WriteAsync(grain);

    public ValueTask<string> NextAsync(CancellationToken cancellationToken) => _fired.Reader.ReadAsync(cancellationToken);
}
