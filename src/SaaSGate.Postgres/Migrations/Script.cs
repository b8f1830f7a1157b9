using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Postgres.Migrations;

/// <summary>One file of the folder <c>migrations</c>.</summary>
/// <param name="Name">The file's name, such as <c>0001_orleans.sql</c>. Scripts run in the order of their names.</param>
/// <param name="Sql">Its text with LF line ends, whatever git made of them.</param>
internal sealed record Script(string Name, string Sql)
{
    private const string Folder = "migrations/";

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The scripts that this program carries, in order.</summary>
    public static IReadOnlyList<Script> Embedded() =>
    [
        .. from resource in typeof(Script).Assembly.GetManifestResourceNames()
           where resource.StartsWith(Folder, StringComparison.Ordinal)
           orderby resource
           select Read(resource),
    ];

    private static Script Read(string resource)
    {
        using var reader = new StreamReader(typeof(Script).Assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return new(resource[Folder.Length..], reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
