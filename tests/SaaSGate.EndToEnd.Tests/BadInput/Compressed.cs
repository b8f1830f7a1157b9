using System.IO.Compression;
using System.Text;

namespace SaaSGate.EndToEnd.Tests.BadInput;

/// <summary>Bodies that grow when they are decoded.</summary>
internal static class Compressed
{
    private const int Pieces = 512, PieceBytes = 1024 * 1024;

    /// <summary>Half a gigabyte of JSON text that begins with a text, in half a megabyte of gzip.</summary>
    public static byte[] Bomb(string begin)
    {
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes($$"""{"model":"claude-sonnet-4-6","max_tokens":9,"messages":[{"role":"user","content":"{{begin}} """));
            var piece = new byte[PieceBytes];
            piece.AsSpan().Fill((byte)'a');
            for (var i = 0; i < Pieces; i++)
                gzip.Write(piece);
        }
        return bomb.ToArray();
    }
}
