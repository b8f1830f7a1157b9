using Npgsql;

namespace SaaSGate.Postgres;

/// <summary>SQL with positional parameters (<c>$1</c> …), for stores that map rows by hand.</summary>
internal static class Statements
{
    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Fill(values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Fill(values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(read, cancellationToken);
    }

    /// <summary>The first row, or the default value when there is none.</summary>
    public static async Task<T?> FirstAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Fill(values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? read(reader) : default;
    }

    /// <summary>What is left of the present result.</summary>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    public static void Add(this NpgsqlBatch batch, string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Fill(values);
        batch.BatchCommands.Add(command);
    }

    public static T? Nullable<T>(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? default : reader.GetFieldValue<T>(column);

    public static DateTimeOffset Time(this NpgsqlDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? NullableTime(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.Time(column);

    private static void Fill(this NpgsqlParameterCollection parameters, object?[] values)
    {
        foreach (var value in values)
            parameters.Add(value as NpgsqlParameter ?? new() { Value = value ?? DBNull.Value });
    }
}
