using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace SaaSGate.Postgres.Identity;

/// <summary>Keeps data protection keys, so that every silo reads the cookies of every other, before and after a restart.</summary>
/// <param name="platform">The database.</param>
public sealed class DataProtectionKeyStore(PlatformDatabase platform) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = platform.DataSource.OpenConnection();
        using var command = new NpgsqlCommand("select xml from platform.data_protection_keys order by created_at, friendly_name", connection);
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read())
            elements.Add(XElement.Parse(reader.GetString(0)));
        return elements;
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        using var connection = platform.DataSource.OpenConnection();
        using var command = new NpgsqlCommand("insert into platform.data_protection_keys (friendly_name, xml) values ($1, $2) on conflict do nothing", connection);
        command.Parameters.Add(new() { Value = friendlyName });
        command.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }
}
