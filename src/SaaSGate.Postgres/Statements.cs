using Npgsql;

namespace SaaSGate.Postgres;

/// <summary>Statements that travel together: one round trip.</summary>
internal static class Statements
{
    /// <summary>Adds a statement with positional parameters (<c>$1</c> …).</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new() { Value = value ?? DBNull.Value });
        batch.BatchCommands.Add(command);
    }

    /// <summary>One value of each item: a column for <c>unnest</c>.</summary>
    public static TValue[] Each<T, TValue>(IReadOnlyList<T> items, Func<T, TValue> value) => [.. items.Select(value)];

    /// <summary>What is left of the present result.</summary>
    public static async Task<List<T>> RestAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }
}
