using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using SaaSGate.Contracts.Problems;
using SaaSGate.Gateway.Requests;
using SaaSGate.Gateway.Use;
using Xunit;
using ZstdSharp;

namespace SaaSGate.Gateway.Tests.Requests;

public sealed class RequestReaderTests
{
    public static TheoryData<string> Encodings { get; } = ["gzip", "x-gzip", "br", "deflate", "zstd"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Reads_every_known_encoding(string encoding)
    {
        var (body, refusal) = await ReadAsync(await RequestAsync(encoding, "{\"a\":\"é\"}"u8.ToArray(), copies: 1));
        using (body)
            Assert.Equal("{\"a\":\"é\"}", Encoding.UTF8.GetString(body!.Memory.Span));
        Assert.Null(refusal);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Stops_a_bomb_at_the_limit_of_a_plain_body(string encoding)
    {
        var request = await RequestAsync(encoding, new byte[1024 * 1024], copies: 33);
        Assert.InRange(request.Body.Length, 1, 400 * 1024);
        var (body, refusal) = await ReadAsync(request);
        Assert.Null(body);
        Assert.Equal(GatewayProblems.BodyTooLarge, refusal);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Takes_as_much_as_fits(string encoding)
    {
        var (body, refusal) = await ReadAsync(await RequestAsync(encoding, new byte[1024 * 1024], copies: 32));
        using (body)
            Assert.Equal(RequestReader.MaxBodyBytes, body!.Length);
        Assert.Null(refusal);
    }

    [Fact]
    public async Task Leaves_memory_for_the_bodies_of_others()
    {
        var shares = new FairShares(80 * 1024 * 1024);
        var kept = new List<PooledBody>();
        Problem? refusal;
        do
        {
            (var body, refusal) = await RequestReader.ReadAsync(await RequestAsync("", new byte[1024 * 1024], copies: 20), shares, "org_greedy", Cancellation);
            if (body is not null)
                kept.Add(body);
        }
        while (refusal is null);
        Assert.Equal((2, GatewayProblems.Busy), (kept.Count, refusal));

        var (other, none) = await RequestReader.ReadAsync(await RequestAsync("", new byte[1024 * 1024], copies: 4), shares, "org_other", Cancellation);
        Assert.Null(none);
        other!.Dispose();
        foreach (var body in kept)
            body.Dispose();
        Assert.Equal(0, shares.Taken);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Refuses_what_is_not_in_the_encoding_it_names(string encoding)
    {
        var request = await RequestAsync("", "no such thing as this is"u8.ToArray(), copies: 1);
        request.Headers.ContentEncoding = encoding;
        var (body, refusal) = await ReadAsync(request);
        Assert.Null(body);
        Assert.Equal(GatewayProblems.EncodingUnsupported, refusal);
    }

    [Theory]
    [InlineData("rot13")]
    [InlineData("gzip, br")]
    public async Task Refuses_encodings_that_it_does_not_know_and_more_than_one(string encoding)
    {
        var request = await RequestAsync("", "{}"u8.ToArray(), copies: 1);
        request.Headers.ContentEncoding = encoding;
        Assert.Equal(GatewayProblems.EncodingUnsupported, (await ReadAsync(request)).Refusal);
    }

    private static Task<(PooledBody? Body, Problem? Refusal)> ReadAsync(HttpRequest request) =>
        RequestReader.ReadAsync(request, new FairShares(1024 * 1024 * 1024), "org_1", Cancellation);

    private static async Task<HttpRequest> RequestAsync(string encoding, byte[] piece, int copies)
    {
        var packed = new MemoryStream();
        await using (Stream stream = encoding switch
        {
            "gzip" or "x-gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "zstd" => new CompressionStream(packed, leaveOpen: true),
            _ => new BufferedStream(packed),
        })
            for (var i = 0; i < copies; i++)
                await stream.WriteAsync(piece, Cancellation);
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(packed.ToArray());
        request.Headers.ContentEncoding = encoding;
        return request;
    }
}
