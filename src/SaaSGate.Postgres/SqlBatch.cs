using Npgsql;

namespace SaaSGate.Postgres;

/// <summary>
/// Statements that travel together, in one round trip, each with parameters from an object's properties as in <see cref="Sql"/>. They run in the order in which
/// they were added, each sees what those before it did, and what they answer can be asked for once they were sent.
/// </summary>
internal sealed class SqlBatch(NpgsqlConnection connection)
{
    private readonly List<(NpgsqlBatchCommand Command, Func<NpgsqlDataReader, CancellationToken, Task>? Read)> _statements = [];

    /// <summary>Adds a statement that gives no rows.</summary>
    /// <returns>Asked after sending: rows changed.</returns>
    public Func<int> Run(string sql, object? parameters)
    {
        var command = Add(sql, parameters, null);
        return () => (int)command.RecordsAffected;
    }

    /// <summary>Adds a statement whose rows say nothing, such as a select of a function that changes something.</summary>
    public void Call(string sql, object? parameters) => Add(sql, parameters, (_, _) => Task.CompletedTask);

    /// <summary>Adds a statement that gives rows.</summary>
    /// <returns>Asked after sending: the rows, read by column name.</returns>
    public Func<List<T>> List<T>(string sql, object? parameters)
    {
        List<T>? rows = null;
        Add(sql, parameters, async (reader, cancellationToken) => rows = await reader.RestAsync(RowReader<T>.For(reader), cancellationToken));
        return () => rows ?? throw new InvalidOperationException("The statements were not sent.");
    }

    /// <summary>As <see cref="List{T}"/>, for one row.</summary>
    /// <returns>Asked after sending: the first row, or null when there is none.</returns>
    public Func<T?> First<T>(string sql, object? parameters)
        where T : class
    {
        var rows = List<T>(sql, parameters);
        return () => rows() is [var first, ..] ? first : null;
    }

    /// <summary>Sends what was added. A statement that fails ends the transaction, and those behind it are not run.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_statements.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (command, _) in _statements)
            batch.BatchCommands.Add(command);
        // Each may wait as long as it could alone.
        batch.Timeout *= _statements.Count;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var (_, read) in _statements)
        {
            // The reader stands at the first statement that gives rows, and goes from one such to the next.
            if (read is null)
                continue;
            await read(reader, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
        }
    }

    private NpgsqlBatchCommand Add(string sql, object? parameters, Func<NpgsqlDataReader, CancellationToken, Task>? read)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddOf(parameters);
        _statements.Add((command, read));
        return command;
    }
}
