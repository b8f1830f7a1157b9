using Npgsql;

namespace SaaSGate.Postgres;

/// <summary>Tells gateways, with the commit, that what they see of the organisation has changed. Before any append to a feed.</summary>
internal static class ViewLog
{
    private const string Append = "select platform.append_view(tenant.current_organisation())";

    public static Task<int> AppendViewAsync(this NpgsqlConnection connection, CancellationToken cancellationToken) => connection.RunAsync(Append, null, cancellationToken);

    public static void AppendView(this SqlBatch batch) => batch.Call(Append, null);
}
