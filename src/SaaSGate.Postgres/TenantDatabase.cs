using System.Data;
using Npgsql;
using SaaSGate.Postgres.Billing;

namespace SaaSGate.Postgres;

/// <summary>
/// The only way to tenant tables: a transaction of the role <c>saasgate_app</c> that is bound to its scope before
/// anything else runs in it. Outside of such a transaction the role sees no row at all. Work sets nothing that outlives the
/// transaction (temporary tables, settings of the session, locks of it): pools reset nothing when a connection comes back.
/// </summary>
/// <param name="dataSource">Connections of the role <c>saasgate_app</c>.</param>
public sealed class TenantDatabase(NpgsqlDataSource dataSource)
{
    private const string BindSql = """
        select set_config('saasgate.organisation', $1, true),
               set_config('saasgate.user', $2, true),
               set_config('saasgate.grant', $3, true)
        """;

    /// <summary>
    /// Runs <paramref name="work"/> in one read-committed transaction that sees only <paramref name="scope"/>, and commits.
    /// Commands made on the connection take part in the transaction by themselves. When the work throws, nothing of it stays.
    /// </summary>
    /// <param name="scope">Whose rows are seen; an organisation's id converts by itself.</param>
    /// <param name="work">What to do. The connection must not be kept beyond it.</param>
    /// <param name="cancellationToken">Gives up and rolls back.</param>
    /// <exception cref="PostgresException">PostgreSQL refused a statement.</exception>
    /// <exception cref="PlanLimitException">The organisation's plan does not allow it.</exception>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached.</exception>
    public Task<T> InTenantAsync<T>(TenantScope scope, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        InTenantAsync(scope, IsolationLevel.ReadCommitted, work, cancellationToken);

    /// <summary>As <see cref="InTenantAsync{T}(TenantScope, Func{NpgsqlConnection, Task{T}}, CancellationToken)"/>, but all statements see the database as it was at the first.</summary>
    /// <exception cref="PostgresException">PostgreSQL refused a statement.</exception>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached.</exception>
    public Task<T> InSnapshotAsync<T>(TenantScope scope, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        InTenantAsync(scope, IsolationLevel.RepeatableRead, work, cancellationToken);

    private async Task<T> InTenantAsync<T>(TenantScope scope, IsolationLevel isolation, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
        await using (var bind = new NpgsqlCommand(BindSql, connection, transaction))
        {
            bind.Parameters.Add(new() { Value = scope.Organisation?.Value ?? "" });
            bind.Parameters.Add(new() { Value = scope.User?.Value ?? "" });
            bind.Parameters.Add(new() { Value = scope.Grant?.Value ?? "" });
            await bind.PrepareAsync(cancellationToken);
            await bind.ExecuteNonQueryAsync(cancellationToken);
        }

        try
        {
            var result = await work(connection);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (PostgresException refused) when (PlanLimitException.Is(refused))
        {
            throw PlanLimitException.Of(refused);
        }
    }

    /// <inheritdoc cref="InTenantAsync{T}(TenantScope, Func{NpgsqlConnection, Task{T}}, CancellationToken)"/>
    public async Task InTenantAsync(TenantScope scope, Func<NpgsqlConnection, Task> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        await InTenantAsync(scope, async connection =>
        {
            await work(connection);
            return true;
        }, cancellationToken);
    }
}
