using System.Collections.Concurrent;
using System.Reflection;
using Npgsql;
using NpgsqlTypes;

namespace SaaSGate.Postgres;

/// <summary>Runs SQL with parameters from an object's properties and reads rows as records, by column name.</summary>
internal static class Sql
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    public static async Task<List<T>> ListAsync<T>(this NpgsqlConnection connection, string sql, object? parameters, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        var read = RowReader<T>.For(reader);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>The first row, or null when there is none.</summary>
    public static async Task<T?> FirstAsync<T>(this NpgsqlConnection connection, string sql, object? parameters, CancellationToken cancellationToken)
        where T : class
    {
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var read = RowReader<T>.For(reader);
        return await reader.ReadAsync(cancellationToken) ? read(reader) : null;
    }

    /// <summary>As <see cref="FirstAsync"/>, for what is asked often: its plan is kept with the connection.</summary>
    public static async Task<T?> FirstPreparedAsync<T>(this NpgsqlConnection connection, string sql, object? parameters, CancellationToken cancellationToken)
        where T : class
    {
        await using var command = Command(connection, sql, parameters);
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var read = RowReader<T>.For(reader);
        return await reader.ReadAsync(cancellationToken) ? read(reader) : null;
    }

    /// <summary>The first column of the first row; default when there is no row or it is null.</summary>
    public static async Task<T?> ValueAsync<T>(this NpgsqlConnection connection, string sql, object? parameters, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || await reader.IsDBNullAsync(0, cancellationToken))
            return default;
        return await reader.GetFieldValueAsync<T>(0, cancellationToken);
    }

    /// <summary>Rows changed.</summary>
    public static async Task<int> RunAsync(this NpgsqlConnection connection, string sql, object? parameters, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object? parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddOf(parameters);
        return command;
    }

    /// <summary>Adds a parameter for each property.</summary>
    public static void AddOf(this NpgsqlParameterCollection collection, object? parameters)
    {
        if (parameters is null)
            return;
        foreach (var property in Properties.GetOrAdd(parameters.GetType(), type => type.GetProperties()))
            collection.Add(new(property.Name, TypeOf(property.PropertyType)) { Value = property.GetValue(parameters) ?? DBNull.Value });
    }

    /// <summary>Said for every parameter, so that a null has a type too.</summary>
    private static NpgsqlDbType TypeOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => NpgsqlDbType.Text,
        var t when t == typeof(int) => NpgsqlDbType.Integer,
        var t when t == typeof(long) => NpgsqlDbType.Bigint,
        var t when t == typeof(bool) => NpgsqlDbType.Boolean,
        var t when t == typeof(byte[]) => NpgsqlDbType.Bytea,
        var t when t == typeof(DateTimeOffset) => NpgsqlDbType.TimestampTz,
        var t when t == typeof(TimeSpan) => NpgsqlDbType.Interval,
        var t when t.IsAssignableTo(typeof(IEnumerable<string>)) => NpgsqlDbType.Array | NpgsqlDbType.Text,
        var t when t.IsAssignableTo(typeof(IEnumerable<long>)) => NpgsqlDbType.Array | NpgsqlDbType.Bigint,
        var t when t.IsAssignableTo(typeof(IEnumerable<DateTimeOffset>)) => NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        var t => throw new NotSupportedException($"A parameter of type {t.Name} has no PostgreSQL type here."),
    };
}
