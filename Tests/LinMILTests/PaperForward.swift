import Foundation

@testable import LinMIL

typealias Numbers = [[Double]]  // [rows][columns]

/// Lin-MIL as the paper has it: double precision, every matrix formed, nothing streamed, folded or clever. Read it first.
///
/// N tokens (the class token, then the tiles), F features, D latent dimension, H heads of d numbers, C classes.
struct PaperForward {
    let configuration: Configuration
    let tensors: [String: Numbers]  // a vector is one row

    /// What each block forms, by the engine's names, and the class token's attention on all tokens. [blocks]
    private(set) var blocks: [(formed: [Intermediate: Numbers], classWeights: Numbers)] = []  // classWeights [N, H]
    private(set) var logits: [Double] = []  // [C]
    private(set) var packageAttention: [Double]?  // [tiles], the last block's `attn`

    init(_ checkpoint: Checkpoint, _ configuration: Configuration, features: Numbers) throws {
        self.configuration = configuration
        tensors = try Dictionary(
            uniqueKeysWithValues: checkpoint.tensors.map { name, tensor in
                let columns = tensor.shape.count > 1 ? tensor.shape.dropFirst().reduce(1, *) : tensor.shape[0]
                let values = try checkpoint.floats(name).map(Double.init)
                return (name, stride(from: 0, to: values.count, by: columns).map { Array(values[$0..<$0 + columns]) })
            })
        var x = linear(features, "projection")  // [tiles, D]
        if configuration.pooling == .cls { x = tensors["cls_token"]! + x }  // [N, D]
        for block in 0..<configuration.depth { x = transformerBlock(x, block) }  // [N, D]
        let pooled = configuration.pooling == .cls ? x[0] : mean(x)  // [D]
        logits = linear(layerNorm(layerNorm([pooled], "norm"), "mlp_head.0"), "mlp_head.1")[0]  // [C]
    }

    private mutating func transformerBlock(_ x: Numbers, _ index: Int) -> Numbers {
        let name = "transformer.\(index)"
        let attention = attention(layerNorm(x, "\(name).norm1"), "\(name).attn")
        let attended = x.plus(attention.output)  // [N, D]
        let hidden = linear(layerNorm(attended, "\(name).norm2"), "\(name).mlp.fc1").map { $0.map(gelu) }  // [N, 4 D]
        let output = attended.plus(linear(hidden, "\(name).mlp.fc2"))  // [N, D]
        let formed = attention.formed.merging([
            .input: x, .attended: attended, .hidden(slice: 0): hidden, .output: output,
        ]) { $1 }
        blocks.append((formed, attention.classWeights))
        packageAttention = attention.package.map { Array($0.dropFirst(configuration.pooling == .cls ? 1 : 0)) }
        return output
    }

    private typealias Attended = (
        output: Numbers, formed: [Intermediate: Numbers], classWeights: Numbers, package: [Double]?
    )

    private func attention(_ y: Numbers, _ name: String) -> Attended {
        switch configuration.attention {
        case .linear: linearAttention(y, name)
        case .softmax: softmaxAttention(y, name)
        case .nystrom: nystromAttention(y, name)
        case .dilated: dilatedAttention(y)
        }
    }

    /// out_i = q_i (k^T v) temperature / max(q_i . sum_j k_j, 100), with q, k = phi(q), phi(k)
    private func linearAttention(_ y: Numbers, _ name: String) -> Attended {
        let qkv = thirds(linear(y, "\(name).qkv"))
        let (q, k, v) = (qkv[0].map { $0.map(phi) }, qkv[1].map { $0.map(phi) }, qkv[2])  // [N, D] each
        let K = heads(k).map { head in [transposed(head).map { $0.reduce(0, +) }] }  // H x [1, d]
        let M = zip(heads(k), heads(v)).map { transposed($0) * $1 }  // H x [d, d]
        let t = zip(heads(q), K).map { $0 * transposed($1) }  // H x [N, 1], q_i . K
        let attn1 = (0..<t.count).map { h in  // H x [N, d]
            (heads(q)[h] * M[h]).map { $0.map { $0 * tensors["\(name).temperature"]![h][0] } }
        }
        let out = (0..<t.count).map { h in zip(attn1[h], t[h]).map { o, t in o.map { $0 / max(t[0], 100) } } }
        let weights = (0..<t.count).map { h in  // H x [N, 1]
            (heads(k)[h] * transposed([heads(q)[h][0]])).map { [$0[0] / max(t[h][0][0], 100)] }
        }
        return (
            linear(joined(out), "\(name).proj"),
            [
                .queries: q, .keys: k, .values: v, .keySum: joined(K), .keyValue: M.flatMap { $0 },
                .denominators: joined(t),
            ],
            joined(weights), joined(attn1).map { $0.reduce(0, +) / Double($0.count) }
        )
    }

    /// out_i = sum_j softmax_j(q_i . k_j / sqrt(d)) v_j
    private func softmaxAttention(_ y: Numbers, _ name: String) -> Attended {
        let qkv = thirds(linear(y, "\(name).to_qkv"))
        let (q, k, v) = (qkv[0].map { $0.map { $0 / 64.0.squareRoot() } }, qkv[1], qkv[2])  // [N, H d] each
        let dots = zip(heads(q), heads(k)).map { $0 * transposed($1) }  // H x [N, N]
        let largest = dots.map { $0.map { [$0.max()!] } }  // H x [N, 1]
        let sums = dots.map { $0.map { row in [row.reduce(0) { $0 + exp($1 - row.max()!) }] } }  // H x [N, 1]
        let a = dots.map { $0.map(softmax) }  // H x [N, N]
        let out = joined(zip(a, heads(v)).map { $0 * $1 })  // [N, H d]
        return (
            tensors["\(name).to_out.0.weight"] == nil ? out : linear(out, "\(name).to_out.0"),
            [
                .queries: q, .keys: k, .values: v, .headOutputs: out, .largestLogits: joined(largest),
                .exponentialSums: joined(sums),
            ],
            transposed(a.map { $0[0] }), y.map { _ in 1 / Double(y.count) }
        )
    }

    /// out = softmax(q km^T) pinv(softmax(qm km^T)) softmax(qm k^T) v + convolution(v), with zero tokens in front
    private func nystromAttention(_ y: Numbers, _ name: String) -> Attended {
        let (n, length) = (y.count, (y.count - 1) / 64 + 1)  // 64 segments of equal length
        let padded = Array(repeating: y[0].map { _ in 0.0 }, count: 64 * length - n) + y  // [64 length, D]
        let qkv = thirds(linear(padded, "\(name).to_qkv"))
        let (q, k, v) = (qkv[0].map { $0.map { $0 / 64.0.squareRoot() } }, qkv[1], qkv[2])  // [64 length, H d] each
        func landmarks(_ x: Numbers) -> Numbers { (0..<64).map { mean(Array(x[$0 * length..<($0 + 1) * length])) } }
        let (qm, km) = (heads(landmarks(q)), heads(landmarks(k)))  // H x [64, d]
        let a1 = zip(heads(q), km).map { ($0 * transposed($1)).map(softmax) }  // H x [64 length, 64]
        let a2 = zip(qm, km).map { ($0 * transposed($1)).map(softmax) }  // H x [64, 64]
        let a3 = zip(qm, heads(k)).map { ($0 * transposed($1)).map(softmax) }  // H x [64, 64 length]
        let z = pseudoInverses(a2)  // H x [64, 64]
        let out = joined(
            (0..<z.count).map { h in  // H x [64 length, d]
                (a1[h] * z[h] * (a3[h] * heads(v)[h]))
                    .plus(convolution(heads(v)[h], tensors["\(name).res_conv.weight"]![h]))
            })
        let row = (0..<z.count).map { h in Array(([a1[h][padded.count - n]] * z[h] * a3[h])[0].suffix(n)) }  // [H, N]
        return (
            linear(Array(out.suffix(n)), "\(name).to_out.0"),
            [
                .values: Array(v.suffix(n)), .landmarkWeights: Array(joined(a1).suffix(n)),
                .inverse: z.flatMap(transposed), .headOutputs: Array(out.suffix(n)),
            ],
            transposed(row), nil
        )
    }

    /// Softmax over what a head sees in the segments of three branches; padding counts as zero keys. q = k = v = y
    private func dilatedAttention(_ y: Numbers) -> Attended {
        let (n, H) = (y.count, configuration.heads)
        var (out, weights): ([Numbers], [Numbers]) = ([], [])
        for (h, y) in heads(y).enumerated() {  // y [N, d]
            /// The positions that token i attends to, once for each branch that covers it.
            func seen(by i: Int) -> [Int] {
                [(128, 2), (64, 4), (32, 8)].flatMap { length, dilation -> [Int] in
                    let (length, group) = (min(length, n), h / ((H - 1) / dilation + 1))
                    let first = i / length * length + group
                    let positions = (0..<(length - 1) / dilation + 1).map { first + $0 * dilation }
                    return positions.contains(i) ? positions : []
                }
            }
            func row(_ i: Int) -> [Double] {  // token i's weights on all tokens. [N]
                let seen = seen(by: i)
                let dots = seen.map { j in j < n ? zip(y[i], y[j]).reduce(0) { $0 + $1.0 * $1.1 } : 0 }
                var row = [Double](repeating: 0, count: n)
                for (j, a) in zip(seen, softmax(dots.map { $0 / Double(y[0].count).squareRoot() })) where j < n {
                    row[j] += a
                }
                return row
            }
            out.append((0..<n).map(row) * y)  // [N, d]
            weights.append(row(0).map { [$0] })
        }
        return (joined(out), [.headOutputs: joined(out)], joined(weights), nil)
    }
}
