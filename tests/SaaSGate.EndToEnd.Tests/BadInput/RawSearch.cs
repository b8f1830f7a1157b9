using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using SaaSGate.TestKit;
using ZstdSharp;

namespace SaaSGate.EndToEnd.Tests.BadInput;

/// <summary>Looks for texts wherever a stack keeps anything: in every table, compressed columns unpacked, and in every file of its data directory.</summary>
internal static partial class RawSearch
{
    private static readonly byte[] Zstd = [0x28, 0xB5, 0x2F, 0xFD];

    /// <summary>Each place that holds one of the texts, as <c>table: text</c>.</summary>
    public static async Task<IReadOnlyList<string>> TablesAsync(string owner, IReadOnlyList<string> texts)
    {
        await using var database = NpgsqlDataSource.Create(owner);
        var found = new List<string>();
        var tables = await ListAsync(database, "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");
        if (tables.Count == 0)
            throw new InvalidOperationException("There is no table to look into.");
        foreach (var table in tables)
        {
            foreach (var row in await ListAsync(database, $"select row_to_json(r)::text from {table} r"))
                found.AddRange(In(Encoding.UTF8.GetBytes(Binary().Replace(row, "")), texts).Concat(Bytes(row).SelectMany(bytes => In(bytes, texts))).Select(text => $"{table}: {text}"));
        }
        return [.. found.Distinct()];
    }

    /// <summary>Each file under a folder that holds one of the texts, as <c>file: text</c>.</summary>
    public static async Task<IReadOnlyList<string>> FilesAsync(string folder, IReadOnlyList<string> texts)
    {
        var found = new List<string>();
        var files = Directory.GetFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None });
        foreach (var file in files)
        {
            try
            {
                await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var whole = new MemoryStream();
                await stream.CopyToAsync(whole, Bounded.Cancellation);
                found.AddRange(In(whole.ToArray(), texts).Select(text => $"{file}: {text}"));
            }
            catch (Exception gone) when (gone is FileNotFoundException or UnauthorizedAccessException or IOException)
            {
                // PostgreSQL removes files as it works, and may own them; its tables are read as tables.
            }
        }
        return found;
    }

    private static IEnumerable<string> In(byte[] bytes, IReadOnlyList<string> texts) =>
        texts.Where(text => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    /// <summary>What the binary columns of a row hold, unpacked where they are packed.</summary>
    private static IEnumerable<byte[]> Bytes(string row)
    {
        foreach (Match hex in Bytea().Matches(row))
        {
            var bytes = Convert.FromHexString(hex.ValueSpan[3..]);
            yield return bytes.AsSpan().StartsWith(Zstd) ? Unpack(bytes) : bytes;
        }
    }

    private static byte[] Unpack(byte[] frame)
    {
        using var decompressor = new Decompressor();
        return decompressor.Unwrap(frame).ToArray();
    }

    private static async Task<List<string>> ListAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Bounded.Cancellation);
        var values = new List<string>();
        while (await reader.ReadAsync(Bounded.Cancellation))
            values.Add(reader.GetString(0));
        return values;
    }

    // A whole binary column. Its hexadecimal digits are no text, and may be a number by chance; its bytes are looked into.
    [GeneratedRegex("""
        "\\\\x(?:[0-9a-f]{2})*"
        """)]
    private static partial Regex Binary();

    // In JSON the backslash of \x is doubled.
    [GeneratedRegex(@"\\\\x(?:[0-9a-f]{2})+")]
    private static partial Regex Bytea();
}
