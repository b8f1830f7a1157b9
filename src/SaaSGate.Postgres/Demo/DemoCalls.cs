using System.Runtime.CompilerServices;
using Npgsql;

namespace SaaSGate.Postgres.Demo;

/// <summary>Calls from the portal to the process that plays the demo, by notifications of the database that both have.</summary>
public static class DemoCalls
{
    /// <summary>The channel of notifications; the payload names the call.</summary>
    public const string Channel = "saasgate_demo";

    /// <summary>The payload that asks for the incident.</summary>
    public const string Incident = "incident";

    /// <summary>Payloads as they come, until cancelled. A call made while nobody listens is lost; it is a button of the demo.</summary>
    /// <param name="connectionString">Any role may listen.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NpgsqlException">The connection broke; listen again.</exception>
    public static async IAsyncEnumerable<string> ListenAsync(string connectionString, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var calls = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await using var connection = new NpgsqlConnection(connectionString);
        connection.Notification += (_, notification) => calls.Writer.TryWrite(notification.Payload);
        await connection.OpenAsync(cancellation);
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellation);
        while (true)
        {
            await connection.WaitAsync(cancellation);
            while (calls.Reader.TryRead(out var call))
                yield return call;
        }
    }
}
