using Npgsql;

namespace SaaSGate.Postgres;

/// <summary>
/// What belongs to the installation and to no tenant: the schema <c>platform</c>, which is on the search path of its role.
/// </summary>
/// <param name="dataSource">Connections of the role <c>saasgate_platform</c>.</param>
/// <param name="repeating">Connections of that role that keep plans of what is asked often.</param>
public sealed class PlatformDatabase(NpgsqlDataSource dataSource, NpgsqlDataSource repeating)
{
    /// <summary>The pool, for what wants one: Orleans, EF Core, a connection that listens.</summary>
    public NpgsqlDataSource DataSource => dataSource;

    /// <summary>Opens a connection outside any transaction. The caller disposes it.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached.</exception>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => dataSource.OpenConnectionAsync(cancellationToken);

    /// <summary>As <see cref="OpenAsync"/>, for one of the few statements that come very often.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached.</exception>
    public ValueTask<NpgsqlConnection> OpenRepeatingAsync(CancellationToken cancellationToken) => repeating.OpenConnectionAsync(cancellationToken);

    /// <summary>Runs <paramref name="work"/> in one read-committed transaction and commits. When it throws, nothing of it stays.</summary>
    /// <exception cref="PostgresException">PostgreSQL refused a statement.</exception>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached.</exception>
    public async Task<T> InTransactionAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await work(connection);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
