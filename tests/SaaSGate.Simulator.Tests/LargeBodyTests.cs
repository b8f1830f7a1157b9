using System.Net;
using System.Security.Cryptography;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests;

public sealed class LargeBodyTests : SimulatorTest
{
    [Theory]
    [InlineData(31, false, 200)]
    [InlineData(31, true, 200)]
    [InlineData(33, false, 413)]
    [InlineData(33, true, 413)]
    public async Task Takes_32_MiB_and_no_more(int mebibytes, bool chunked, int status)
    {
        var body = new byte[mebibytes << 20];
        Array.Fill(body, (byte)' ');
        "[[sim: fast]]"u8.CopyTo(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked;
        // Lets the answer to what is too large arrive before the body has been sent.
        request.Headers.ExpectContinue = status == 413;
        using var response = await Client.SendAsync(request, Cancellation);
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        if (status == 200)
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), Assert.Single(Simulator.Received.All).Sha256);
    }
}
