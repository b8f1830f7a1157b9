using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.ControlPlane.Tests.Vault.Canaries;

/// <summary>Gathers what the product writes: log lines of every level, traces, metrics, answers, files and every value of every table.</summary>
internal sealed class Outputs : ILoggerProvider, ILogger
{
    private static readonly byte[] Zstandard = [0x28, 0xB5, 0x2F, 0xFD];
    private readonly ConcurrentQueue<(string Where, byte[] What)> _written = new();
    private readonly ActivityListener _traces;
    private readonly MeterListener _metrics = new();

    public Outputs()
    {
        _traces = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Add(
                "trace", $"{activity.DisplayName} {activity.StatusDescription} {Text(activity.TagObjects)} {string.Join(' ', activity.Events.Select(told => $"{told.Name} {Text(told.Tags)}"))}"),
        };
        ActivitySource.AddActivityListener(_traces);
        _metrics.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add("metric", $"{instrument.Name} {Text(tags.ToArray())}"));
        _metrics.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Add("metric", $"{instrument.Name} {Text(tags.ToArray())}"));
        _metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add("metric", $"{instrument.Name} {Text(tags.ToArray())}"));
        _metrics.Start();
    }

    /// <summary>How much came from each place.</summary>
    public IReadOnlyDictionary<string, int> Counts => _written.GroupBy(each => each.Where.Split(' ')[0]).ToDictionary(group => group.Key, group => group.Count());

    public void Add(string where, string what) => Add(where, Encoding.UTF8.GetBytes(what));

    public void Add(string where, byte[] what) => _written.Enqueue((where, what));

    /// <summary>Every file below a folder.</summary>
    public void AddFolder(string where, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            Add($"{where} {Path.GetFileName(file)}", copy.ToArray());
        }
    }

    /// <summary>Every value of every table, with what is compressed laid open.</summary>
    public async Task AddDatabaseAsync(NpgsqlDataSource owner, CancellationToken cancellationToken)
    {
        var tables = new List<string>();
        await using (var names = owner.CreateCommand(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname !~ '^pg_|^information_schema$'"))
        await using (var reader = await names.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                tables.Add(reader.GetString(0));
        }

        foreach (var table in tables)
        {
            await using var rows = owner.CreateCommand($"select t.*, t::text as whole_row from {table} t");
            await using var reader = await rows.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Add($"database {table}", reader.GetString(reader.FieldCount - 1));
                for (var i = 0; i < reader.FieldCount - 1; i++)
                {
                    if (reader.GetFieldType(i) != typeof(byte[]) || await reader.IsDBNullAsync(i, cancellationToken))
                        continue;
                    var bytes = reader.GetFieldValue<byte[]>(i);
                    Add($"database {table}.{reader.GetName(i)}", bytes);
                    if (bytes.AsSpan().StartsWith(Zstandard))
                        Add($"database {table}.{reader.GetName(i)} opened", RecordedBytes.Decompress(bytes));
                }
            }
        }
    }

    /// <summary>The places where a text stands: as it is, as Base64, as hexadecimal digits, as UTF-16, or with its signs escaped for a URL.</summary>
    public IReadOnlyList<string> PlacesOf(string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var forms = new List<byte[]>
        {
            plain, Encoding.Unicode.GetBytes(secret), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(plain)), Encoding.ASCII.GetBytes(Convert.ToHexString(plain)),
            Encoding.UTF8.GetBytes(Uri.EscapeDataString(secret)),
        };
        // Base64 of a text within another depends on where it begins; the ends are shared with what is beside.
        for (var shift = 0; shift < 3; shift++)
        {
            var encoded = Convert.ToBase64String([.. new byte[shift], .. plain]);
            forms.Add(Encoding.ASCII.GetBytes(encoded[4..^4]));
        }
        return [.. _written.Where(each => forms.Exists(form => each.What.AsSpan().IndexOf(form) >= 0)).Select(each => each.Where).Distinct()];
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Add("log", $"{formatter(state, exception)} {exception}");
        if (state is IEnumerable<KeyValuePair<string, object?>> values)
            Add("log", Text(values));
    }

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static string Text(IEnumerable<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"));
}
